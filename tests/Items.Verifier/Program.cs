using System.CommandLine;
using Items.Verifier;
using Items.Verifier.Streams;

var host = new Argument<Uri>("address")
{
    Description = "The front door",
    DefaultValueFactory = _ => new Uri("http://127.0.0.1:5000"),
    CustomParser = VerifierOptions.ParseHost,
};
var stream = new Option<string>("--stream") { Description = "How to follow: ws, sse or history", DefaultValueFactory = _ => "ws" };
stream.AcceptOnlyFromAmong("ws", "sse", "history");
var fromNow = new Option<bool>("--from-now") { Description = "Start from the current items instead of the log's first event; needed where the log no longer begins at 1" };
var seconds = new Option<double>("--for") { Description = "Seconds to go on after the first comparison", DefaultValueFactory = _ => 0 };
var interval = new Option<double>("--every") { Description = "Seconds between comparisons", DefaultValueFactory = _ => 5 };

var command = new RootCommand(
    """
    Follows the log of a running system, folds it and compares it with the table, as often as asked for. It reads only.
    Ends with 0 when all was as it should be, 1 with the first wrong sequence number otherwise, 2 when it could not look.
    """)
{
    host, stream, fromNow, seconds, interval,
};
command.SetAction(async (arguments, cancellationToken) =>
{
    var options = new VerifierOptions(
        arguments.GetRequiredValue(host),
        arguments.GetRequiredValue(stream),
        arguments.GetValue(fromNow),
        TimeSpan.FromSeconds(arguments.GetValue(seconds)),
        TimeSpan.FromSeconds(arguments.GetValue(interval)));
    using var verification = new Verification(options, Console.Out);
    try
    {
        await verification.RunAsync(cancellationToken);
        return 0;
    }
    catch (LogFaultException fault)
    {
        await Console.Error.WriteLineAsync(fault.Message);
        return 1;
    }
    catch (Exception exception) when (exception is HttpRequestException or IOException or StreamRefusedException)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return 2;
    }
});
var parsed = command.Parse(args);
var code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : code;
