using System.Globalization;

namespace Items.Api.WebhookEndpoints;

/// <summary>A place in the list of webhooks, which is in the order of their creation: just after this one, be it there any more or not. Written <c>{microseconds}.{id}</c>, which is for the server to understand.</summary>
/// <param name="At">When it was created.</param>
/// <param name="Id">Its id, which decides where the time does not.</param>
internal sealed record WebhookPlace(DateTimeOffset At, Guid Id)
{
    /// <summary>The longest written form, in characters.</summary>
    public const int MaxLength = MaxDigits + 1 + 36;

    private const int MaxDigits = 17;

    /// <summary>Reads the written form; null for anything else.</summary>
    public static WebhookPlace? Parse(string text) =>
        text.Split('.') is [{ Length: <= MaxDigits } time, var id]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && Guid.TryParseExact(id, "D", out var parsed)
            ? new WebhookPlace(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), parsed)
            : null;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}.{Id}");
}
