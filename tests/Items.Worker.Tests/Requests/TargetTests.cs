using System.Collections.Concurrent;
using System.Net;
using Items.Contracts.Webhooks;
using Items.Data.Model;
using Items.Testing;
using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Requests;

/// <summary>Where nothing may be delivered to. The receiver listens on an address that is allowed and on one that is not, so that a request which gets through is seen.</summary>
public sealed class TargetTests
{
    private const string Allowed = "127.0.0.2";
    private const string Forbidden = "127.0.0.3";

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal) { ["WebhookTargets:AllowedNetworks"] = $"{Allowed}/32" };

    [Theory]
    [InlineData("127.0.0.3", "literal")]
    [InlineData("2130706435", "the same as a number")]
    [InlineData("0x7f.0.0.3", "the same in hexadecimal")]
    [InlineData("[::ffff:127.0.0.3]", "the same mapped into IPv6")]
    [InlineData("169.254.169.254", "cloud metadata")]
    [InlineData("10.0.0.1", "private")]
    [InlineData("[fe80::1]", "link-local")]
    [InlineData("[fd00:ec2::254]", "unique local")]
    [InlineData("inside.test", "name of a forbidden address")]
    [InlineData("metadata.test", "name of cloud metadata")]
    public async Task Nothing_is_sent_to_a_forbidden_address(string host, string what)
    {
        var names = new Names().With("inside.test", Forbidden).With("metadata.test", "169.254.169.254 fe80::1");
        await using var world = await StartAsync(names);
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook", host));
        await world.Rows.AppendAsync(1);

        var attempt = await FirstAttemptAsync(world, id);

        attempt.Outcome.ShouldBe(WebhookOutcomes.Refused, what);
        attempt.Error.ShouldNotBeNullOrEmpty();
        attempt.NextAttemptAt.ShouldNotBeNull();
        world.Receiver.Count("hook").ShouldBe(0);
        var row = await world.Rows.ReadAsync(id);
        (row.Failures, row.Position).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_redirect_to_a_forbidden_address_is_not_followed()
    {
        await using var world = await StartAsync(new Names());
        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        {
            world.Receiver.On($"hook{status}", (context, _) =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = world.Receiver.Url("inside", Forbidden);
                return Task.CompletedTask;
            });
            var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url($"hook{status}", Allowed));
            if (status == 301)
            {
                await world.Rows.AppendAsync(1);
            }

            var attempt = await FirstAttemptAsync(world, id);
            (attempt.Outcome, attempt.Status).ShouldBe((WebhookOutcomes.Rejected, status));
        }

        world.Receiver.Count("inside").ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_the_next_time_is_refused_then()
    {
        var names = new Names().With("rebinding.test", Allowed, Forbidden);
        await using var world = await StartAsync(names);
        var peers = new ConcurrentQueue<string>();
        world.Receiver.On("hook", (context, _) =>
        {
            peers.Enqueue(context.Connection.LocalIpAddress!.ToString());
            // Each request needs a connection of its own, and each connection looks the name up.
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook", "rebinding.test"));
        await world.Rows.AppendAsync(2);

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Any(attempt => attempt.Outcome == WebhookOutcomes.Refused));

        var attempts = await world.Rows.AttemptsAsync(id);
        attempts.Where(attempt => attempt.Outcome == WebhookOutcomes.Delivered).Select(attempt => attempt.Last).ShouldBe([1L]);
        attempts.Single(attempt => attempt.Outcome == WebhookOutcomes.Refused).Error!.ShouldContain(Forbidden);
        peers.ShouldBe([Allowed]);
        names.LookUps.ShouldBe(2);
        TestContext.Current.SendDiagnosticMessage($"rebinding: 1 request to {Allowed}, the next refused and recorded, 0 to {Forbidden}");
    }

    [Fact]
    public async Task Of_several_addresses_only_the_allowed_are_used()
    {
        await using var world = await StartAsync(new Names().With("both.test", $"{Forbidden} {Allowed}"));
        var peers = new ConcurrentQueue<string>();
        world.Receiver.On("hook", (context, _) =>
        {
            peers.Enqueue(context.Connection.LocalIpAddress!.ToString());
            return Task.CompletedTask;
        });
        await world.Rows.CreateAsync(world.Receiver.Url("hook", "both.test"));
        await world.Rows.AppendAsync(3);

        await world.UntilTakenAsync("hook", 3);

        peers.ShouldBe([Allowed, Allowed, Allowed]);
    }

    [Fact]
    public async Task Without_permission_only_https_is_used()
    {
        await using var world = await StartAsync(new Names(), ("WebhookTargets:AllowHttp", "false"));
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook", Allowed));
        await world.Rows.AppendAsync(1);

        (await FirstAttemptAsync(world, id)).Outcome.ShouldBe(WebhookOutcomes.Refused);
        world.Receiver.Count("hook").ShouldBe(0);
    }

    [Theory]
    [InlineData("nowhere.test", WebhookOutcomes.Unreachable)]
    [InlineData("silent.test", WebhookOutcomes.Unreachable)]
    public async Task A_name_that_leads_nowhere_is_unreachable(string host, string outcome)
    {
        await using var world = await StartAsync(new Names().With("silent.test", "127.0.0.2"));
        var (id, _) = await world.Rows.CreateAsync($"http://{host}:1/hook?token=secret");
        await world.Rows.AppendAsync(1);

        var attempt = await FirstAttemptAsync(world, id);

        attempt.Outcome.ShouldBe(outcome);
        attempt.Error!.ShouldNotContain("secret");
    }

    private static async Task<WorkerWorld> StartAsync(Names names, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(Settings, StringComparer.Ordinal);
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return await WorkerWorld.StartAsync(all, names, await Receiver.StartAsync(IPAddress.Parse(Allowed), IPAddress.Parse(Forbidden)));
    }

    private static async Task<WebhookDeliveryRow> FirstAttemptAsync(WorkerWorld world, Guid id)
    {
        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Count > 0);
        return (await world.Rows.AttemptsAsync(id))[0];
    }
}
