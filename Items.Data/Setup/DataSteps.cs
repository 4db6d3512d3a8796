using Items.Data.Epochs;

namespace Items.Data.Setup;

/// <summary>What a program over this database does instead of serving, by its one argument. Such a step ends by itself, with an exit code.</summary>
public static class DataSteps
{
    /// <summary>The step, or null when the arguments name none.</summary>
    /// <param name="arguments"><c>migrate</c> or <c>new-epoch</c>.</param>
    public static Func<IServiceProvider, CancellationToken, Task<int>>? Find(string[] arguments) => arguments switch
    {
        ["migrate"] => MigrationStep.RunAsync,
        ["new-epoch"] => NewEpochStep.RunAsync,
        _ => null,
    };
}
