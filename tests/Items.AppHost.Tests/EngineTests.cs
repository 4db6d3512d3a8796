namespace Items.AppHost.Tests;

/// <summary>Which engine the servers run on when nobody says so.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("items-engine-");

    [Fact]
    public async Task An_engine_that_answers_runs_containers()
    {
        await using var model = BuiltModel.Run(Runtime("exit 0"));

        model["postgres"].IsContainer().ShouldBeTrue();
        model["messaging"].IsContainer().ShouldBeTrue();
    }

    [Fact]
    public async Task An_engine_that_is_installed_but_does_not_run_counts_as_none()
    {
        await using var model = BuiltModel.Run(Runtime("echo 'Cannot connect to the Docker daemon' >&2; exit 1"));

        model["postgres"].ShouldBeAssignableTo<ExecutableResource>();
        model["messaging"].ShouldBeAssignableTo<ExecutableResource>();
    }

    [Fact]
    public async Task An_engine_that_never_answers_is_given_up()
    {
        await using var model = BuiltModel.Run(Runtime("exec sleep 60"));

        model["postgres"].ShouldBeAssignableTo<ExecutableResource>();
    }

    [Fact]
    public async Task Without_an_engine_local_executables_run()
    {
        await using var model = BuiltModel.Run($"--ASPIRE_CONTAINER_RUNTIME={_directory.FullName}/not-there");

        model["postgres"].ShouldBeAssignableTo<ExecutableResource>();
    }

    [Fact]
    public async Task A_choice_needs_no_engine_to_ask()
    {
        await using var model = BuiltModel.Run(BuiltModel.Local, Runtime("exit 0"));

        model["postgres"].ShouldBeAssignableTo<ExecutableResource>();
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Runtime(string script)
    {
        var path = Path.Combine(_directory.FullName, "runtime");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return $"--ASPIRE_CONTAINER_RUNTIME={path}";
    }
}
