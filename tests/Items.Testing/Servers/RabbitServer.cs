using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Items.Testing.Processes;

namespace Items.Testing.Servers;

internal sealed class RabbitServer(Uri amqp, Uri management)
{
    private const string Given = "ITEMS_TEST_RABBITMQ";
    private const string GivenManagement = "ITEMS_TEST_RABBITMQ_MANAGEMENT";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private readonly ConcurrentBag<string> _created = [];

    public static async Task<RabbitServer> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Given) is { Length: > 0 } given)
        {
            var givenManagement = Environment.GetEnvironmentVariable(GivenManagement);
            var server = Uri.TryCreate(givenManagement, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? new RabbitServer(new(given), url)
                : throw new InvalidOperationException($"{Given} is set, so {GivenManagement} must be the URL of its management API.");
            Leftovers.DeleteAtExit(server.DeleteCreated);
            return await server.CheckedAsync(Given);
        }

        if (await ContainerServers.TryStartRabbitAsync() is var (containerAmqp, containerManagement))
        {
            return await new RabbitServer(containerAmqp, containerManagement).CheckedAsync("The RabbitMQ container");
        }

        var (script, localAmqp, localManagement) = await LocalServers.StartRabbitAsync();
        return await new RabbitServer(localAmqp, localManagement).CheckedAsync("eng/services/rabbitmq.sh", script);
    }

    public async Task<string> CreateVirtualHostAsync()
    {
        var name = $"test-{Guid.CreateVersion7():N}";
        using var client = CreateManagementClient();
        (await client.PutAsJsonAsync($"api/vhosts/{name}", new { })).EnsureSuccessStatusCode();
        _created.Add(name);
        var user = Uri.EscapeDataString(Credentials()[0]);
        (await client.PutAsJsonAsync($"api/permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" })).EnsureSuccessStatusCode();
        return new UriBuilder(amqp) { Path = name }.Uri.AbsoluteUri;
    }

    public HttpClient CreateManagementClient()
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join(':', Credentials())));
        return new()
        {
            BaseAddress = new(management, management.AbsolutePath.TrimEnd('/') + "/"),
            Timeout = TimeSpan.FromSeconds(30),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", credentials) },
        };
    }

    /// <summary>Whether it takes AMQP connections, which is the last thing it does when it starts. For a server whose port is the same inside and out.</summary>
    public async Task<bool> AnswersAsync()
    {
        using var client = CreateManagementClient();
        try
        {
            using var response = await client.GetAsync(new Uri($"api/health/checks/port-listener/{amqp.Port}", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string[] Credentials() => Array.ConvertAll(amqp.UserInfo.Split(':', 2), Uri.UnescapeDataString);

    /// <summary>A broker that we started gets the time it needs; one that is given must be there.</summary>
    private async Task<RabbitServer> CheckedAsync(string source, ChildProcess? script = null)
    {
        using var client = CreateManagementClient();
        async Task<bool> AnswersAsync()
        {
            try
            {
                using var response = await client.GetAsync(new Uri("api/overview", UriKind.Relative));
                response.EnsureSuccessStatusCode();
                return true;
            }
            catch (HttpRequestException exception) when (script is null)
            {
                throw new InvalidOperationException($"{source} gives no RabbitMQ that can be used: {exception.Message}", exception);
            }
            catch (HttpRequestException)
            {
                return script is { HasExited: true } ? throw script.Failure("ended") : false;
            }
        }

        await Eventually.Async(AnswersAsync, StartDeadline, $"{source} starts RabbitMQ");
        return this;
    }

    private void DeleteCreated(Func<bool> hasTime)
    {
        using var client = CreateManagementClient();
        client.Timeout = TimeSpan.FromSeconds(2);
        while (hasTime() && _created.TryTake(out var name))
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"api/vhosts/{name}");
            client.Send(request).EnsureSuccessStatusCode();
        }
    }
}
