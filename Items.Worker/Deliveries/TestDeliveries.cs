using Items.Data.Setup;
using Items.Worker.Claims;
using Items.Worker.Prompts;
using Items.Worker.Requests;
using Microsoft.Extensions.Options;

namespace Items.Worker.Deliveries;

/// <summary>
/// Makes the tests that clients ask for, whatever the state of the webhook, beside its events.
/// <para>Concurrency: any number of Workers take different ones; each process makes some at the same time. Loss: a test that was taken by a process that died is made again by another.</para>
/// <para>Shutdown: tests under way are given up, and made by another.</para>
/// </summary>
internal sealed partial class TestDeliveries(
    TestCommand command, WebhookClient client, SigningKeys keys, PromptSignal signal, TimeProvider clock, IOptions<DispatchOptions> dispatch, IOptions<RequestOptions> requests, ILogger<TestDeliveries> logger)
    : BackgroundService
{
    private const int MostTogether = 50;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _lease = requests.Value.Timeout + Margin;
    private readonly SemaphoreSlim _places = new(MostTogether);

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = signal.NextChange;
            try
            {
                await TakeAsync(stoppingToken);
            }
            catch (Exception exception) when (exception.IsPostgresFailure || exception is OperationCanceledException)
            {
                // Postgres does not answer, which the dispatcher tells as well: looked at again the next time.
            }

            await changed.WaitAsync(dispatch.Value.PollInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(CancellationToken stoppingToken)
    {
        if (_places.CurrentCount == 0)
        {
            return;
        }

        foreach (var test in await command.TakeAsync(_places.CurrentCount, _lease, stoppingToken))
        {
            await _places.WaitAsync(stoppingToken);
            _ = MakeAsync(test, stoppingToken);
        }
    }

    private async Task MakeAsync(PendingTest test, CancellationToken stoppingToken)
    {
        try
        {
            var (good, unreadable) = keys.Of(test.Webhook);
            var (contentType, body) = DeliveryBody.Sample(test.MessageId, test.Webhook.Epoch, test.Webhook.BatchSize > 1, clock.GetUtcNow());
            var request = new WebhookRequest(test.Webhook.Key.Webhook, test.Webhook.Url, test.MessageId, contentType, body, good);
            await command.CompleteAsync(test.Id, unreadable ?? await client.SendAsync(request, stoppingToken), CancellationToken.None);
        }
        catch (Exception exception)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                TestFailed(test.Webhook.Key.Webhook, exception.Message);
            }
        }
        finally
        {
            _places.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "A test of webhook {Webhook} could not be completed, it will be made again: {Reason}")]
    private partial void TestFailed(Guid webhook, string reason);
}
