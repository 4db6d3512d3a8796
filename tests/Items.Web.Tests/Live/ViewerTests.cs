using System.Buffers;
using System.Text;
using Items.Contracts;
using Items.Web.Live;
using Microsoft.Extensions.Options;

namespace Items.Web.Tests.Live;

public sealed class ViewerTests
{
    private const string Epoch = "00c0ffee";
    private readonly LiveHub _hub = new(Options.Create(new LiveOptions { RingSize = 16, FeedLength = 3 }));
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void Gets_what_lies_after_its_position_in_one_write()
    {
        Begin(0);
        Append(1, 2, 3);
        News(ViewerAfter(1)).ShouldBe("event: state\ndata: live\n\n[2][3]");
    }

    [Fact]
    public void Gets_nothing_twice()
    {
        Begin(0);
        var viewer = ViewerAfter(0);
        Append(1);
        News(viewer).ShouldEndWith("[1]");
        News(viewer).ShouldBe("");
    }

    [Fact]
    public void A_page_that_is_ahead_waits_until_the_ring_passes_it()
    {
        Begin(5);
        var viewer = ViewerAfter(7);
        Append(6);
        News(viewer).ShouldNotContain("[6]");
        Append(7, 8);
        News(viewer).ShouldBe("[8]");
    }

    [Fact]
    public void A_position_that_left_the_ring_makes_the_page_read_anew_and_then_continues()
    {
        Begin(0);
        var viewer = ViewerAfter(0);
        Append([.. Enumerable.Range(1, 20)]);
        News(viewer).ShouldEndWith($"id: {new Cursor(Epoch, 20)}\nevent: refresh\ndata: \n\n");
        Append(21);
        News(viewer).ShouldBe("[21]");
    }

    [Fact]
    public void A_position_before_the_site_began_makes_the_page_read_anew()
    {
        Begin(10);
        News(ViewerAfter(9)).ShouldEndWith("event: refresh\ndata: \n\n");
    }

    [Fact]
    public void A_position_of_another_life_of_the_log_makes_the_page_read_anew_once()
    {
        Begin(3);
        var viewer = new Viewer(_hub, new Cursor("deadbeef", 3), 65_536);
        News(viewer).ShouldEndWith("event: refresh\ndata: \n\n");
        News(viewer).ShouldBe("");
    }

    [Fact]
    public void When_the_log_begins_another_life_every_page_reads_anew()
    {
        Begin(3);
        var viewer = ViewerAfter(3);
        News(viewer);
        _hub.StartAt("deadbeef", 3);
        News(viewer).ShouldBe($"id: {new Cursor("deadbeef", 3)}\nevent: refresh\ndata: \n\n");
    }

    [Fact]
    public void Is_told_whether_the_site_itself_is_connected()
    {
        var viewer = ViewerAfter(0);
        News(viewer).ShouldBe("event: state\ndata: reconnecting\n\n");
        _hub.SetOnline(true);
        News(viewer).ShouldBe("event: state\ndata: live\n\n");
        _hub.SetOnline(false);
        News(viewer).ShouldBe("event: state\ndata: reconnecting\n\n");
    }

    [Fact]
    public void Hears_a_heartbeat_only_when_there_is_nothing_else()
    {
        Begin(0);
        var viewer = ViewerAfter(0);
        News(viewer);
        _hub.Beat();
        News(viewer).ShouldBe("event: beat\ndata: \n\n");
        _hub.Beat();
        Append(1);
        News(viewer).ShouldBe("[1]");
        News(viewer).ShouldBe("");
    }

    [Fact]
    public void A_write_is_bounded_and_the_rest_follows()
    {
        Begin(0);
        var viewer = new Viewer(_hub, new Cursor(Epoch, 0), writeSize: 30);
        News(viewer);
        Append([.. Enumerable.Range(1, 16)]);
        News(viewer).ShouldBe("[1][2][3][4][5][6][7][8][9][10]");
        News(viewer).ShouldBe("[11][12][13][14][15][16]");
    }

    [Fact]
    public async Task Sleeps_through_nothing()
    {
        Begin(0);
        var wake = _hub.Wake;
        Append(1);
        _hub.WakeAll();
        await wake.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    private void Begin(long start)
    {
        _hub.StartAt(Epoch, start);
        _hub.SetOnline(true);
    }

    private void Append(params int[] seqs)
    {
        foreach (var seq in seqs)
        {
            _hub.Append(seq, new ItemEvent("", "", "", null, default, "", null, null), Encoding.ASCII.GetBytes($"[{seq}]"));
        }
    }

    private Viewer ViewerAfter(long seq) => new(_hub, new Cursor(Epoch, seq), 65_536);

    private string News(Viewer viewer)
    {
        _output.ResetWrittenCount();
        viewer.CopyNews(_output).ShouldBe(_output.WrittenCount);
        return Encoding.UTF8.GetString(_output.WrittenSpan);
    }
}
