using Items.AppHost;

try
{
    var builder = DistributedApplication.CreateBuilder(args);
    builder.AddItems();
    await using var app = builder.Build();
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (DistributedApplicationException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
