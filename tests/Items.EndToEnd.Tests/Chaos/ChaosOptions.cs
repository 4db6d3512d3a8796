using System.Globalization;

namespace Items.EndToEnd.Tests.Chaos;

/// <summary>How long, and from which seed. A seed decides what is broken in which order, what each writer does and what each follower asks for; not the timing of the machine.</summary>
internal sealed record ChaosOptions(TimeSpan Duration, int Seed)
{
    private const string Minutes = "ITEMS_CHAOS_MINUTES";
    private const string SeedVariable = "ITEMS_CHAOS_SEED";

    public int Writers { get; init; } = 32;

    public int Followers { get; init; } = 50;

    /// <summary>As <c>./test.sh --chaos</c> sets it; half a minute, from a new seed, otherwise.</summary>
    public static ChaosOptions FromEnvironment() => new(
        TimeSpan.FromMinutes(Read(Minutes) ?? 0.5),
        (int)(Read(SeedVariable) ?? Random.Shared.Next(1, 1_000_000)));

    /// <summary>A source of chance of its own for each part, so that one part's questions do not change another's.</summary>
    public Random RandomFor(int part) => new(unchecked((Seed * 486_187_739) + (part * 16_777_619)));

    public override string ToString() => $"{Minutes}={Duration.TotalMinutes.ToString(CultureInfo.InvariantCulture)} {SeedVariable}={Seed}";

    private static double? Read(string variable) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;
}
