using Items.Testing;
using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Deliveries;

/// <summary>What the independent package standardwebhooks says of what a receiver got.</summary>
public sealed class SignatureTests
{
    [Fact]
    public async Task An_independent_verifier_accepts_what_is_delivered_and_nothing_else()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (single, singleSecret) = await world.Rows.CreateAsync(world.Receiver.Url("single"));
        var (_, batchSecret) = await world.Rows.CreateAsync(world.Receiver.Url("batch"), batchSize: 50);
        await world.Rows.AppendAsync(20, attributes: """{"färbe":"🟢 \"grün\""}""");
        await world.Rows.AskForTestAsync(single);
        await world.UntilTakenAsync("single", 20);
        await world.UntilTakenAsync("batch", 20);
        await Eventually.Async(() => world.Receiver.Count("single") == 21);

        var delivered = world.Receiver.Received("single").Select(delivery => (singleSecret, delivery)).Concat(world.Receiver.Received("batch").Select(delivery => (batchSecret, delivery))).ToArray();
        var one = world.Receiver.Received("single").First(delivery => delivery.Body.Contains("An item", StringComparison.Ordinal));
        (string, Delivery)[] wrong =
        [
            (singleSecret, one with { Body = one.Body.Replace("An item", "Another item", StringComparison.Ordinal) }),
            (singleSecret, one with { Id = one.Id + "0" }),
            (singleSecret, one with { Timestamp = $"{long.Parse(one.Timestamp) + 1}" }),
            (batchSecret, one),
        ];

        (await StandardWebhooks.VerifyAsync(delivered)).ShouldAllBe(verdict => verdict == StandardWebhooks.Ok);
        (await StandardWebhooks.VerifyAsync(wrong)).ShouldAllBe(verdict => verdict == StandardWebhooks.NoMatch);
        TestContext.Current.SendDiagnosticMessage($"standardwebhooks: {delivered.Length} accepted, {wrong.Length} altered ones refused");
    }

    [Fact]
    public async Task A_request_that_is_played_again_later_is_refused_and_a_repetition_of_ours_is_not()
    {
        await using var world = await WorkerWorld.StartAsync();
        world.Clock.SetUtcNow(world.Clock.GetUtcNow());
        var (id, secret) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        var now = world.Clock.GetUtcNow();
        world.Receiver.On("hook", 500);
        await world.Rows.AppendAsync(1);
        await Eventually.Async(async () => (await world.Rows.ReadAsync(id)).Failures == 1);
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await Eventually.Async(() => world.Receiver.Count("hook") >= 2);

        var (first, again) = (world.Receiver.Received("hook")[0], world.Receiver.Received("hook")[1]);
        // Its own timestamp signed, but ten minutes ago: as if it were played again ten minutes later.
        var old = Items.Worker.Requests.Signature.Sign([Convert.FromBase64String(secret["whsec_".Length..])], first.Id, now.ToUnixTimeSeconds() - 600, System.Text.Encoding.UTF8.GetBytes(first.Body));
        var played = first with { Timestamp = $"{now.ToUnixTimeSeconds() - 600}", Signature = old };

        (await StandardWebhooks.VerifyAsync((secret, first), (secret, again), (secret, played))).ShouldBe([StandardWebhooks.Ok, StandardWebhooks.Ok, StandardWebhooks.TooOld]);
        again.Id.ShouldBe(first.Id);
        (again.Timestamp == first.Timestamp).ShouldBeFalse();
    }

    [Fact]
    public async Task In_a_rotation_both_secrets_sign_until_the_overlap_ends()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, old) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        // The verifier knows the real time only, so the overlap ends within its window.
        var fresh = await world.Rows.RotateAsync(id, world.Clock.GetUtcNow().AddMinutes(2));
        await world.Rows.AppendAsync(1);
        await world.UntilTakenAsync("hook", 1);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Rows.AppendAsync(1);
        await world.UntilTakenAsync("hook", 2);

        var (during, after) = (world.Receiver.Received("hook")[0], world.Receiver.Received("hook")[1]);
        (await StandardWebhooks.VerifyAsync((old, during), (fresh, during), (old, after), (fresh, after)))
            .ShouldBe([StandardWebhooks.Ok, StandardWebhooks.Ok, StandardWebhooks.NoMatch, StandardWebhooks.Ok]);
        (during.Signature.Split(' ').Length, after.Signature.Split(' ').Length).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_is_told_and_nothing_is_sent_without_one()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.ChangeAsync(id, "secret = '\\x00'");
        await world.Rows.AppendAsync(1);

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Count > 0);

        (await world.Rows.AttemptsAsync(id))[0].Error!.ShouldContain("secret cannot be read");
        world.Receiver.Count("hook").ShouldBe(0);
    }
}
