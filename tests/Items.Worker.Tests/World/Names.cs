using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Items.Worker.Requests;

namespace Items.Worker.Tests.World;

/// <summary>Names of the test's own: each look-up takes the next of a name's answers, and the last one again and again.</summary>
internal sealed class Names : IHostResolver
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<IPAddress[]>> _answers = new(StringComparer.OrdinalIgnoreCase);
    private int _lookUps;

    public int LookUps => _lookUps;

    public Names With(string host, params string[] answers)
    {
        _answers[host] = new(answers.Select(answer => Array.ConvertAll(answer.Split(' '), IPAddress.Parse)));
        return this;
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lookUps);
        if (!_answers.TryGetValue(host, out var answers) || !answers.TryPeek(out var answer))
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (answers.Count > 1)
        {
            answers.TryDequeue(out answer);
        }

        return Task.FromResult(answer!);
    }
}
