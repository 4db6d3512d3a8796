using Microsoft.Extensions.DependencyInjection;

namespace Items.AppHost.Tests;

/// <summary>The model as the AppHost builds it, not started.</summary>
internal sealed class BuiltModel : IAsyncDisposable
{
    public const string Local = "--Items:Engine=local";
    public const string Containers = "--Items:Engine=containers";

    /// <summary>So that no test writes generated passwords to the repository's data directory.</summary>
    public static readonly IReadOnlyList<string> Passwords = ["--Parameters:postgres-password=pw-postgres", "--Parameters:messaging-password=pw-messaging"];

    private readonly DistributedApplication _app;

    private BuiltModel(DistributedApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    private DistributedApplicationModel Model => _app.Services.GetRequiredService<DistributedApplicationModel>();

    private DistributedApplicationExecutionContext Execution => _app.Services.GetRequiredService<DistributedApplicationExecutionContext>();

    /// <summary>The model that a start would use.</summary>
    public static BuiltModel Run(params string[] args) => new(Build(args));

    /// <summary>Builds an application that does nothing until it is run. (Aspire's own builder for tests starts the entry point while it builds.)</summary>
    public static DistributedApplication Build(params string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = [.. Passwords, .. args],
            AssemblyName = typeof(ItemsModel).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        builder.AddItems();
        return builder.Build();
    }

    /// <summary>Names of what a person would call the model's parts: without Aspire's helpers and without parameters.</summary>
    public IEnumerable<string> Names => Model.Resources
        .Where(resource => resource is not ParameterResource && !resource.Name.Contains("rebuilder", StringComparison.Ordinal))
        .Select(resource => resource.Name)
        .Order(StringComparer.Ordinal);

    public IEnumerable<ParameterResource> Parameters => Model.Resources.OfType<ParameterResource>();

    public IResource this[string name] => Model.Resources.Single(resource => resource.Name == name);

    public IEnumerable<(string Resource, WaitType Type)> WaitsOf(string name) =>
        this[name].Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, wait.WaitType));

    public EndpointAnnotation EndpointOf(string name, string endpoint) =>
        this[name].Annotations.OfType<EndpointAnnotation>().Single(annotation => annotation.Name == endpoint);

    public string ConnectionStringOf(string name) => ((IResourceWithConnectionString)this[name]).ConnectionStringExpression.ValueExpression;

    /// <summary>The environment with expressions instead of values, which exist only when the system runs.</summary>
    public async Task<IReadOnlyDictionary<string, string>> EnvironmentOfAsync(string name)
    {
        var context = new EnvironmentCallbackContext(Execution, this[name], cancellationToken: TestContext.Current.CancellationToken);
        foreach (var callback in this[name].Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        return context.EnvironmentVariables.ToDictionary(
            variable => variable.Key,
            variable => variable.Value is IManifestExpressionProvider expression ? expression.ValueExpression : $"{variable.Value}",
            StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<object>> ArgumentsOfAsync(string name)
    {
        var arguments = new List<object>();
        foreach (var callback in this[name].Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await callback.Callback(new CommandLineArgsCallbackContext(arguments, this[name], TestContext.Current.CancellationToken) { ExecutionContext = Execution });
        }

        return arguments;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
