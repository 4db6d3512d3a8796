using System.CommandLine.Parsing;

namespace Items.Verifier;

/// <summary>What a run verifies.</summary>
/// <param name="Host">The front door, or any address that serves <c>/api</c> and the chosen stream.</param>
/// <param name="Stream">How the changes are followed: <c>ws</c>, <c>sse</c> or <c>history</c>.</param>
/// <param name="FromNow">Start from the current items instead of the log's first event.</param>
/// <param name="Duration">How long to go on after the first comparison.</param>
/// <param name="Interval">Time between comparisons.</param>
internal sealed record VerifierOptions(Uri Host, string Stream, bool FromNow, TimeSpan Duration, TimeSpan Interval)
{
    /// <summary>The address as somebody typed it.</summary>
    public static Uri? ParseHost(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var host) && (host.Scheme == Uri.UriSchemeHttp || host.Scheme == Uri.UriSchemeHttps))
        {
            return host;
        }

        argument.AddError($"'{text}' is no http or https address.");
        return null;
    }
}
