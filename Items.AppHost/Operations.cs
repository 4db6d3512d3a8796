using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Items.AppHost;

/// <summary>What an operator does in the dashboard: check that nothing is lost, and add items to see them arrive.</summary>
internal static class Operations
{
    public const string AddItems = "add-items";
    public const string Verify = "verify";
    private const string Count = "count";
    private const int MostItems = 10_000;

    /// <summary>
    /// The verifier, started by hand: it folds the log and compares it with the table. It succeeded when its exit code is 0; its messages
    /// say what it found.
    /// </summary>
    public static void AddVerifier(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> web)
    {
        var verifier = builder.AddProgram<Projects.Items_Verifier>("verifier", "ShieldCheckmark");
        verifier.WithArgs(web.GetEndpoint(Hosts.Http))
            .WithExplicitStart()
            .WithParentRelationship(web)
            .WithCommand(Verify, "Verify the log", context => VerifyAsync(verifier.Resource, context), new CommandOptions
            {
                Description = "Reads the log from its first event and compares what it adds up to with the items there are. It changes nothing.",
                IconName = "ShieldCheckmark",
                IsHighlighted = true,
            });
    }

    public static IResourceBuilder<ProjectResource> WithAddItems(this IResourceBuilder<ProjectResource> web) =>
        web.WithCommand(AddItems, "Add items", context => AddAsync(web.GetEndpoint(Hosts.Http), context), new CommandOptions
        {
            Description = "Adds items through the front door, one after another.",
            Arguments = [new InteractionInput { Name = Count, Label = "How many", InputType = InputType.Number, Value = "10", Required = true }],
            ValidateArguments = context =>
            {
                var input = context.Inputs[Count];
                if (!int.TryParse(input.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > MostItems)
                {
                    context.AddValidationError(input, $"A number from 1 to {MostItems}.");
                }

                return Task.CompletedTask;
            },
            IconName = "AddSquareMultiple",
            IsHighlighted = true,
        });

    private static async Task<ExecuteCommandResult> VerifyAsync(ProjectResource verifier, ExecuteCommandContext context)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        var commands = context.Services.GetRequiredService<ResourceCommandService>();
        await commands.ExecuteCommandAsync(verifier, "start", context.CancellationToken);
        var end = await notifications.WaitForResourceAsync(
            verifier.Name, change => Restarts.IsTerminal(change.Snapshot.State?.Text), context.CancellationToken);
        return end.Snapshot.ExitCode == 0
            ? CommandResults.Success("Nothing is missing.")
            : CommandResults.Failure("See the messages of the verifier.");
    }

    private static async Task<ExecuteCommandResult> AddAsync(EndpointReference site, ExecuteCommandContext context)
    {
        var count = int.Parse(context.Arguments[Count].Value!, CultureInfo.InvariantCulture);
        using var client = context.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        for (var number = 1; number <= count; number++)
        {
            var item = new { item = $"Item {number} of {count}" };
            using var answer = await client.PostAsJsonAsync(new Uri(site.Url + "/api/items"), item, context.CancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                return CommandResults.Failure($"Added {number - 1} of {count}; the next was refused with {(int)answer.StatusCode}.");
            }
        }

        return CommandResults.Success($"Added {count} items.");
    }
}
