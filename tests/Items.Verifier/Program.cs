using Items.Verifier;
using Items.Verifier.Streams;

var command = VerifierCommand.Create();
command.SetAction(async (arguments, cancellationToken) =>
{
    using var verification = new Verification(VerifierCommand.Read(arguments), Console.Out);
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

