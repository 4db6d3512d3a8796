using FsCheck.Xunit;

namespace Items.Data.Tests.Log.Model;

/// <summary>
/// Random scenarios of several writers in two processes against a model that does one thing after the other. A failure tells the smallest scenario that was found and its seed, for <c>Replay</c>;
/// how the writers interleave is not in the seed, so the run that failed is told as well.
/// </summary>
public sealed class ModelTests(ModelWorld world) : IClassFixture<ModelWorld>
{
    private const int Runs = 200;

    [Property(MaxTest = Runs, Arbitrary = [typeof(Scenarios)])]
    public Task However_writers_interleave_there_is_one_order_that_explains_every_outcome_the_log_and_the_table(Scenario scenario) => world.RunAsync(scenario);
}
