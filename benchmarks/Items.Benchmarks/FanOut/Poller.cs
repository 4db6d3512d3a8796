using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Items.Benchmarks.FanOut;

/// <summary>
/// Reads what many sockets receive, on one thread and into one buffer, by epoll(7): one system call for a piece, and one for many sockets that have some. A load generator shares the
/// processors with what it measures, so what it costs is missing there.
/// </summary>
internal sealed partial class Poller : IDisposable
{
    private const int Add = 1;
    private const uint Readable = 0x1;
    private const uint PeerEnded = 0x2000;
    private const uint Ended = 0x8 | 0x10 | PeerEnded; // an error, both sides, or the peer's
    private const uint OnChange = 1u << 31;
    private const int AtOnce = 32;
    private const int LookForTheEnd = 50; // milliseconds

    /// <summary><c>MSG_DONTWAIT</c>, of recv(2).</summary>
    private const int DontWait = 0x40;

    /// <summary><c>struct epoll_event</c> is packed where it was so first.</summary>
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly SafeFileHandle _epoll = new(Checked(CreateEpoll(0)), ownsHandle: true);
    private readonly List<IReader> _readers = [];
    private readonly Thread _thread;
    private volatile bool _isDisposed;

    public Poller()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = nameof(Poller) };
        _thread.Start();
    }

    /// <summary>Somebody whose socket is read.</summary>
    public interface IReader
    {
        SafeHandle Socket { get; }

        /// <summary>Takes what was received.</summary>
        void Take(ReadOnlySpan<byte> piece);

        /// <summary>There will be no more.</summary>
        void End();
    }

    /// <summary>Reads for this one from now on. Its socket blocks, and is closed after the poller.</summary>
    public void Read(IReader reader)
    {
        int number;
        lock (_readers)
        {
            number = _readers.Count;
            _readers.Add(reader);
        }

        Span<byte> wanted = stackalloc byte[EventSize];
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, Readable | PeerEnded | OnChange);
        BinaryPrimitives.WriteInt64LittleEndian(wanted[^8..], number);
        Checked(ControlEpoll(_epoll, Add, reader.Socket, ref MemoryMarshal.GetReference(wanted)));
    }

    public void Dispose()
    {
        _isDisposed = true;
        _thread.Join();
        _epoll.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[64 * 1024];
        var events = new byte[AtOnce * EventSize];
        while (!_isDisposed)
        {
            var count = WaitForEpoll(_epoll, ref events[0], AtOnce, LookForTheEnd);
            for (var i = 0; i < count; i++)
            {
                var happened = events.AsSpan(i * EventSize, EventSize);
                Read(ReaderOf((int)BinaryPrimitives.ReadInt64LittleEndian(happened[^8..])), (BinaryPrimitives.ReadUInt32LittleEndian(happened) & Ended) != 0, buffer);
            }
        }
    }

    private IReader ReaderOf(int number)
    {
        lock (_readers)
        {
            return _readers[number];
        }
    }

    /// <summary>Reads to the end of what is there, which a piece that does not fill the buffer is.</summary>
    private static void Read(IReader reader, bool isEnding, byte[] buffer)
    {
        nint length;
        do
        {
            length = Receive(reader.Socket, ref buffer[0], buffer.Length, DontWait);
            if (length > 0)
            {
                reader.Take(buffer.AsSpan(0, (int)length));
            }
        }
        while (length == buffer.Length || (isEnding && length > 0));

        if (isEnding)
        {
            reader.End();
        }
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreateEpoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int ControlEpoll(SafeHandle epoll, int operation, SafeHandle socket, ref byte wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int WaitForEpoll(SafeHandle epoll, ref byte events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(SafeHandle socket, ref byte buffer, nint length, int flags);
}
