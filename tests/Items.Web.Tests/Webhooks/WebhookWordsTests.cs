using Items.Contracts.Webhooks;
using Items.Web.Webhooks;

namespace Items.Web.Tests.Webhooks;

public sealed class WebhookWordsTests
{
    private static readonly WebhookResource Plain = new(
        Guid.CreateVersion7(), "https://words.example/", null, null, null, 1, WebhookStates.Active, null, "6923a1c4-00000000000000001042", 0, 0, 0, null, null, null, 1, default, default);

    [Theory]
    [InlineData(WebhookStates.Active, null, 0, "Active", "good")]
    [InlineData(WebhookStates.Active, null, 3, "Failing", "warn")]
    [InlineData(WebhookStates.Suspended, WebhookStateReasons.Failing, 90, "Suspended", "bad")]
    [InlineData(WebhookStates.Suspended, WebhookStateReasons.PositionGone, 0, "Suspended", "bad")]
    [InlineData(WebhookStates.Disabled, WebhookStateReasons.Gone, 1, "Disabled", "off")]
    [InlineData(WebhookStates.Disabled, WebhookStateReasons.Requested, 0, "Disabled", "off")]
    public void Every_state_has_a_word_and_every_stop_a_reason(string state, string? reason, int failures, string word, string mood)
    {
        var webhook = Plain with { State = state, StateReason = reason, Failures = failures };
        WebhookWords.State(webhook).ShouldBe(word);
        WebhookWords.Mood(webhook).ShouldBe(mood);
        (WebhookWords.Reason(webhook) is null).ShouldBe(state == WebhookStates.Active);
    }

    [Fact]
    public void A_state_and_a_reason_that_are_not_known_here_are_shown_as_they_are()
    {
        var webhook = Plain with { State = "resting", StateReason = "tired" };
        WebhookWords.State(webhook).ShouldBe("resting");
        WebhookWords.Reason(webhook).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(0, 0, "Up to date")]
    [InlineData(1, 0.2, "1 event behind, the oldest less than a second old")]
    [InlineData(12_345, 61, "12,345 events behind, the oldest 61 seconds old")]
    [InlineData(2, 7_300, "2 events behind, the oldest 2 hours old")]
    [InlineData(2, 432_000, "2 events behind, the oldest 5 days old")]
    public void Lag_is_told_in_events_and_age(long events, double seconds, string told) =>
        WebhookWords.Lag(Plain with { LagEvents = events, LagSeconds = seconds }).ShouldBe(told);

    [Theory]
    [InlineData("6923a1c4-00000000000000001042", "1,042")]
    [InlineData("something else", "something else")]
    [InlineData(null, "")]
    public void A_cursor_is_called_by_its_number(string? cursor, string told) => WebhookWords.Number(cursor).ShouldBe(told);
}
