namespace Items.Testing.Tests;

public sealed class EventuallyTests
{
    [Fact]
    public async Task Ends_when_the_condition_is_true()
    {
        var calls = 0;
        await Eventually.Async(() => ++calls == 3);
        calls.ShouldBe(3);
    }

    [Fact]
    public async Task Fails_at_the_deadline_with_the_message()
    {
        var failure = await Should.ThrowAsync<TimeoutException>(() => Eventually.Async(() => false, TimeSpan.FromMilliseconds(50), "the item is on the page"));
        failure.Message.ShouldBe("Not within 0.1 s: the item is on the page");
    }

    [Fact]
    public async Task Throws_at_once_what_the_condition_throws() =>
        await Should.ThrowAsync<InvalidOperationException>(() => Eventually.Async(bool () => throw new InvalidOperationException()));

    [Fact]
    public async Task Names_the_last_failure_of_an_attempt()
    {
        var failure = await Should.ThrowAsync<TimeoutException>(() =>
            Eventually.SucceedsAsync(() => throw new InvalidOperationException("refused"), TimeSpan.FromMilliseconds(50), "connects"));
        failure.Message.ShouldBe("Not within 0.1 s: connects: refused");
        failure.InnerException.ShouldBeOfType<InvalidOperationException>();
    }
}
