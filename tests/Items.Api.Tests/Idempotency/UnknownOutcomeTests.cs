using System.Net;
using System.Text.Json;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Systems;

namespace Items.Api.Tests.Idempotency;

/// <summary>What happens to a request whose answer nobody got, and to its repetition.</summary>
public sealed class UnknownOutcomeTests
{
    [Fact]
    public async Task While_the_first_is_under_way_a_repetition_is_told_to_wait_also_when_the_first_client_has_gone()
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly);
        var call = KeyedCall.Post("held up");
        await using var held = await HeldLog.TakeAsync(system.Database);
        using var impatient = new HttpClient { BaseAddress = system.Api.Address };
        var first = call.RespondAsync(impatient);
        await held.UntilWaitedForAsync();

        await InUseAsync(call, system.Api.Client);
        await InUseAsync(call with { Json = """{"item":"another"}""" }, system.Api.Client);
        impatient.CancelPendingRequests();
        await Should.ThrowAsync<OperationCanceledException>(first);
        await InUseAsync(call, system.Api.Client);

        await held.LetGoAsync();
        var answer = await OnceAnsweredAsync(call, system.Api.Client);
        answer.Status.ShouldBe(HttpStatusCode.Created);
        answer.IsReplayed.ShouldBeTrue("the commit did not care for the client");
        (await LogFacts.CountEventsAsync(system.Database)).ShouldBe(1);
    }

    [Fact]
    public async Task One_key_sent_to_two_processes_at_once_makes_one_event_each_of_100_times()
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with { Apis = 2 });
        var won = 0;
        for (var i = 0; i < 100; i++)
        {
            var call = KeyedCall.Post($"race {i}");
            var answers = await Task.WhenAll(system.Apis.Select(api => call.SendAsync(api.Client)));
            answers[0].ShouldBe(answers[1] with { IsReplayed = !answers[1].IsReplayed });
            answers[0].Status.ShouldBe(HttpStatusCode.Created);
            won += answers[0].IsReplayed ? 0 : 1;
        }

        (await LogFacts.CountEventsAsync(system.Database)).ShouldBe(100);
        TestContext.Current.SendDiagnosticMessage("100 races: the first process won {0}, the second {1}", won, 100 - won);
    }

    [Fact]
    public async Task A_process_killed_in_the_middle_of_a_commit_leaves_one_event_however_often_others_are_asked_again()
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with { Apis = 2 });
        var call = KeyedCall.Post("killed");
        await using (var held = await HeldLog.TakeAsync(system.Database))
        {
            var lost = call.RespondAsync(system.Apis[0].Client);
            await held.UntilWaitedForAsync();
            await system.Apis[0].KillAsync();
            await Should.ThrowAsync<HttpRequestException>(lost);

            // Postgres has the whole commit, and nobody is left to hear of it. A repetition elsewhere waits for the same lock.
            var again = call.SendAsync(system.Apis[1].Client);
            await held.UntilWaitedForAsync(2);
            await held.LetGoAsync();
            var answer = await again;
            answer.Status.ShouldBe(HttpStatusCode.Created);
            answer.IsReplayed.ShouldBeTrue("the first one came first");
        }

        (await call.SendAsync(system.Apis[1].Client)).IsReplayed.ShouldBeTrue();
        (await LogFacts.CountEventsAsync(system.Database)).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_whose_confirmation_was_cut_off_is_503_with_an_unknown_outcome_and_the_repetition_makes_it_once(bool isCommitted)
    {
        await using var database = await WiredDatabase.StartAsync();
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with { Database = database.ConnectionString });
        var call = KeyedCall.Post("cut off");
        await using (var held = await HeldLog.TakeAsync(database.Direct))
        {
            var first = call.RespondAsync(system.Api.Client);
            await held.UntilWaitedForAsync();
            if (!isCommitted)
            {
                await held.TerminateWaitingAsync();
            }

            database.Wire.Cut();
            using var response = await first;
            await AdvisesAsync(response);
            await held.LetGoAsync();
        }

        if (isCommitted)
        {
            await Eventually.Async(async () => await LogFacts.CountEventsAsync(database.Direct) == 1);
        }

        database.Wire.Mend();
        KeyedAnswer? answer = null;
        await Eventually.Async(async () => (answer = await call.SendAsync(system.Api.Client)).Status == HttpStatusCode.Created);
        answer!.IsReplayed.ShouldBe(isCommitted);
        (await LogFacts.CountEventsAsync(database.Direct)).ShouldBe(1);
    }

    private static async Task AdvisesAsync(HttpResponseMessage response)
    {
        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.Unavailable);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        problem.RootElement.GetProperty("outcome").GetString().ShouldBe("unknown");
        problem.RootElement.GetProperty("detail").GetString()!.ShouldContain("repeat the request with the same Idempotency-Key");
    }

    private static async Task InUseAsync(KeyedCall call, HttpClient client)
    {
        using var response = await call.RespondAsync(client);
        await response.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.IdempotencyKeyInUse);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
    }

    private static async Task<KeyedAnswer> OnceAnsweredAsync(KeyedCall call, HttpClient client)
    {
        KeyedAnswer? answer = null;
        await Eventually.Async(async () => (answer = await call.SendAsync(client)).Status != HttpStatusCode.Conflict);
        return answer!;
    }
}
