using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Items.Contracts;
using Npgsql;

namespace Items.Data.Tests.Log.Model;

/// <summary>Two processes over one database, in which the scenarios run one after the other, and a count of what happened in all of them.</summary>
public sealed class ModelWorld : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private TestLog[] _processes = [];
    private int _scenarios;

    public async ValueTask InitializeAsync()
    {
        var one = await TestLog.StartAsync();
        _processes = [one, await TestLog.StartAsync(one.Database)];
    }

    /// <summary>Runs a scenario and compares the log, the table, the keys and the model.</summary>
    /// <exception cref="InvalidOperationException">They differ; the message tells the whole run, since the same scenario may go otherwise the next time.</exception>
    public async Task RunAsync(Scenario scenario)
    {
        var start = await HeadAsync();
        var run = new ScenarioRun(scenario, _processes);
        var calls = await run.RunAsync();
        var history = new History(start, calls, await EventsAfterAsync(start.Seq));
        var fault = history.FindFault()
            ?? new KeyHistory(calls, await KeysAsync(run)).FindFault()
            ?? await FindInTableAsync(run, history);
        if (fault is not null)
        {
            throw new InvalidOperationException($"{fault}\nAll of it:\n{string.Join('\n', calls.OrderBy(call => call.Asked))}");
        }

        _scenarios++;
        foreach (var call in calls)
        {
            _outcomes.AddOrUpdate(call.Outcome.IsReplay ? "Replayed" : call.Outcome.Result.ToString(), 1, (_, count) => count + 1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"{_scenarios} scenarios, {_outcomes.Values.Sum()} changes: {string.Join(", ", _outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Key} {outcome.Value}"))}"));
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    private async Task<Cursor> HeadAsync()
    {
        var page = await _processes[0].Reader.ReadPositionAsync(TestContext.Current.CancellationToken);
        return new Cursor(page.Epoch, page.Head);
    }

    private async Task<List<ItemEvent>> EventsAfterAsync(long seq)
    {
        var page = await _processes[0].Reader.ReadAsync(seq, 1_000, types: null, TestContext.Current.CancellationToken);
        return [.. page.Events.Select(logged => JsonSerializer.Deserialize(logged.Json.Span, ContractsJson.Default.ItemEvent)!)];
    }

    private async Task<Dictionary<string, (short, long)>> KeysAsync(ScenarioRun run)
    {
        await using var command = _processes[0].DataSource.CreateCommand("SELECT key, result, position FROM idempotency_keys WHERE starts_with(key, $1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = run.Items[0].ToString() });
        await using var rows = await command.ExecuteReaderAsync();
        var keys = new Dictionary<string, (short, long)>(StringComparer.Ordinal);
        while (await rows.ReadAsync())
        {
            keys.Add(rows.GetString(0), (rows.GetInt16(1), rows.GetInt64(2)));
        }

        return keys;
    }

    private async Task<string?> FindInTableAsync(ScenarioRun run, History history)
    {
        await using var command = _processes[0].DataSource.CreateCommand(
            "SELECT id, item, attributes, version, created_at, updated_at, seq FROM items WHERE id = ANY ($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. run.Items] });
        await using var rows = await command.ExecuteReaderAsync();
        var items = new List<ItemResource>();
        while (await rows.ReadAsync())
        {
            items.Add(new ItemResource(rows.GetGuid(0), rows.GetString(1), RawJson.FromTrusted(rows.GetString(2)), rows.GetInt32(3),
                rows.GetFieldValue<DateTimeOffset>(4), rows.GetFieldValue<DateTimeOffset>(5), rows.GetInt64(6)));
        }

        return items.Count == history.Items.Count && items.TrueForAll(item => history.Items.TryGetValue(item.Id, out var model) && model.IsSameAs(item))
            ? null
            : $"the table has {string.Join(", ", items)}; the model has {string.Join(", ", history.Items)}";
    }
}
