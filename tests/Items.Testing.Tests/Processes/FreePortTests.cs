using Items.Testing.Processes;

namespace Items.Testing.Tests.Processes;

public sealed class FreePortTests
{
    [Fact]
    public void Never_gives_a_port_twice()
    {
        var ports = Enumerable.Range(0, 200).Select(_ => FreePort.Reserve()).ToList();
        ports.Distinct().Count().ShouldBe(ports.Count);
    }
}
