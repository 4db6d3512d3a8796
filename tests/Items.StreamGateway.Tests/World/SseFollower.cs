using System.Net.ServerSentEvents;
using System.Text;
using Items.Testing;

namespace Items.StreamGateway.Tests.World;

/// <summary>A subscriber that somebody else wrote: .NET's parser of event streams.</summary>
internal sealed class SseFollower : IAsyncDisposable
{
    private readonly Recorder _stream;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private SseFollower(HttpResponseMessage response, Stream stream)
    {
        Response = response;
        _stream = new Recorder(stream);
        _items = SseParser.Create(_stream).EnumerateAsync().GetAsyncEnumerator();
    }

    public HttpResponseMessage Response { get; }

    /// <summary>The first bytes as they came.</summary>
    public string FirstLines => _stream.Text;

    public static async Task<SseFollower> OpenAsync(GatewayWorld world, string query = "", params (string Name, string Value)[] headers)
    {
        var response = await world.GetAsync($"/sse{query}", headers);
        response.EnsureSuccessStatusCode();
        return new SseFollower(response, await response.Content.ReadAsStreamAsync());
    }

    public async Task<SseItem<string>> ReceiveAsync()
    {
        (await _items.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience)).ShouldBeTrue("the stream ended");
        return _items.Current;
    }

    public ValueTask DisposeAsync()
    {
        Response.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Recorder(Stream inner) : Stream
    {
        private const int Kept = 2_000;
        private readonly StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            lock (_text)
            {
                _text.Append(Encoding.UTF8.GetString(buffer.Span[..Math.Min(read, Math.Max(0, Kept - _text.Length))]));
            }

            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
