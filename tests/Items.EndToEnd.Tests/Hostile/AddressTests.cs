using Items.EndToEnd.Tests.Wire;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Hostile;

/// <summary>Streams are counted by the client's address, not by that of the front door before the gateway.</summary>
public sealed class AddressTests
{
    private const int Limit = 5;

    [Fact]
    public async Task Behind_the_front_door_each_client_has_his_own_count_and_nobody_takes_another_s_places()
    {
        await using var system = await ItemsSystem.StartAsync(new()
        {
            Webs = 1,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Subscribers__MaxPerAddress"] = $"{Limit}" },
        });
        var opened = new List<RawConnection>();
        foreach (var address in new[] { "198.51.100.1", "198.51.100.2", "2001:db8::1" })
        {
            for (var i = 0; i < Limit; i++)
            {
                (await OpenAsync(system.Web, address, opened)).ShouldBe(101, address);
            }

            (await OpenAsync(system.Web, address, opened)).ShouldBe(429, address);
        }

        (await OpenAsync(system.Web, "2001:db8::ffff", opened)).ShouldBe(429, "the same /64");
        (await OpenAsync(system.Web, "not an address", opened)).ShouldBe(101, "what cannot be read counts as where it came from");
        (await OpenAsync(system.Gateway, "198.51.100.1", opened)).ShouldBe(429, "past the front door it is the same client");
        opened.ForEach(connection => connection.Dispose());
        await Eventually.Async(async () => await OpenAsync(system.Web, "198.51.100.1", opened) == 101);
        opened.ForEach(connection => connection.Dispose());
    }

    [Fact]
    public async Task A_neighbour_who_is_not_trusted_cannot_pass_for_others()
    {
        await using var system = await ItemsSystem.StartAsync(new()
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Subscribers__MaxPerAddress"] = $"{Limit}", ["Proxy__TrustedNetworks"] = "192.0.2.0/24" },
        });
        var opened = new List<RawConnection>();
        for (var i = 0; i <= Limit; i++)
        {
            (await OpenAsync(system.Gateway, $"198.51.100.{i}", opened)).ShouldBe(i < Limit ? 101 : 429);
        }

        opened.ForEach(connection => connection.Dispose());
    }

    private static async Task<int> OpenAsync(HostProcess host, string address, List<RawConnection> opened)
    {
        opened.Add(await RawConnection.OpenAsync(host));
        return await opened[^1].UpgradeAsync(headers: $"X-Forwarded-For: {address}\r\n");
    }
}
