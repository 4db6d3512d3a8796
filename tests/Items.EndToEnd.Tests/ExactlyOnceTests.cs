using Items.Contracts;
using Items.Testing;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests;

public sealed class ExactlyOnceTests
{
    [Fact]
    public async Task A_follower_of_64_writers_on_two_Apis_sees_every_change_once_and_its_fold_is_the_list()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Apis = 2 });
        await using var follower = await Follower.StartAsync(system.Gateway.Address);
        var made = await Writers.RunAsync([.. system.Apis.Select(api => api.Client)], writers: 64, changesEach: 40);
        await follower.HasAsync(made.Count, TimeSpan.FromSeconds(60));

        made.ShouldBe(Enumerable.Range(1, made.Count).Select(seq => (long)seq), "every acknowledged change has its own number, without a hole");
        follower.Events.Select(change => change.Sequence).ShouldBe(made.Select(Cursor.FormatSequence), "and comes once, in order");
        follower.Fold().ShouldBe(await system.Api.Client.ReadAllAsync());
        TestContext.Current.SendDiagnosticMessage("{0} changes by 64 writers", made.Count);
    }

    [Fact]
    public async Task A_gateway_killed_again_and_again_costs_a_resuming_follower_nothing()
    {
        await using var system = await ItemsSystem.StartAsync();
        await using var follower = await Follower.StartAsync(system.Gateway.Address);
        var writing = Writers.RunAsync([system.Api.Client], writers: 8, changesEach: 150);
        for (var i = 0; i < 3; i++)
        {
            var seen = follower.Events.Count;
            await follower.HasAsync(Math.Min(seen + 1, 300));
            await system.Gateway.KillAsync();
            await system.Gateway.StartAsync();
            var connections = i + 2;
            await Eventually.Async(() => follower.Connections >= connections);
        }

        var made = await writing;
        await follower.HasAsync(made.Count, TimeSpan.FromSeconds(60));
        follower.Events.Select(change => change.Sequence).ShouldBe(made.Select(Cursor.FormatSequence));
        follower.Fold().ShouldBe(await system.Api.Client.ReadAllAsync());
    }
}
