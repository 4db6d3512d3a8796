using System.CommandLine;

namespace Items.Verifier;

/// <summary>What can be typed.</summary>
internal static class VerifierCommand
{
    private static readonly Argument<Uri> Host = new("address")
    {
        Description = "The front door",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:5000"),
        CustomParser = VerifierOptions.ParseHost,
    };

    private static readonly Option<string> Stream = new("--stream") { Description = "How to follow: ws, sse or history", DefaultValueFactory = _ => "ws" };

    private static readonly Option<bool> FromNow = new("--from-now")
    {
        Description = "Start from the current items instead of the log's first event; needed where the log no longer begins at 1",
    };

    private static readonly Option<double> Seconds = new("--for") { Description = "Seconds to go on after the first comparison", DefaultValueFactory = _ => 0 };

    private static readonly Option<double> Interval = new("--every") { Description = "Seconds between comparisons", DefaultValueFactory = _ => 5 };

    public static RootCommand Create()
    {
        Stream.AcceptOnlyFromAmong("ws", "sse", "history");
        return new RootCommand(
            """
            Follows the log of a running system, folds it and compares it with the table, as often as asked for. It reads only.
            Ends with 0 when all was as it should be, 1 with the first wrong sequence number otherwise, 2 when it could not look.
            """)
        {
            Host, Stream, FromNow, Seconds, Interval,
        };
    }

    public static VerifierOptions Read(ParseResult arguments) => new(
        arguments.GetRequiredValue(Host),
        arguments.GetRequiredValue(Stream),
        arguments.GetValue(FromNow),
        TimeSpan.FromSeconds(arguments.GetValue(Seconds)),
        TimeSpan.FromSeconds(arguments.GetValue(Interval)));
}
