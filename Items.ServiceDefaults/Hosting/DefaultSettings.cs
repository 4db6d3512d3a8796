using System.Globalization;
using Items.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Items.ServiceDefaults.Hosting;

internal static class DefaultSettings
{
    /// <summary>
    /// The lowest layer of configuration, so that a process works the same wherever it is started from: the neighbours on loopback under the names of service
    /// discovery, and a log that a person can read. Any other source overrides it.
    /// </summary>
    public static void AddDefaultSettings(this IConfigurationBuilder configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                [$"services:{ServiceNames.Api}:http:0"] = Loopback(DefaultPorts.Api),
                [$"services:{ServiceNames.Gateway}:http:0"] = Loopback(DefaultPorts.Gateway),
                ["Aspire:RabbitMQ:Client:ConnectionFactory:RequestedHeartbeat"] = "00:00:10",
                ["Aspire:RabbitMQ:Client:ConnectionFactory:RequestedConnectionTimeout"] = "00:00:05",
                ["Logging:LogLevel:Default"] = "Information",
                ["Logging:LogLevel:Microsoft"] = "Warning",
                ["Logging:LogLevel:System.Net.Http"] = "Warning",
                ["Logging:LogLevel:Polly"] = "Warning",
                // It tells every attempt to reach the broker with a stack trace; the Worker tells when it goes and comes.
                ["Logging:LogLevel:MassTransit"] = "Error",
                // Logs each failed connection with a stack trace. The relay and the gateway log the same failure in one line.
                ["Logging:LogLevel:RabbitMQ.Client"] = "None",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
                // Every failed command is also an exception that somebody handles or logs.
                ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "None",
            },
        });

    /// <summary>An address on this machine.</summary>
    public static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
