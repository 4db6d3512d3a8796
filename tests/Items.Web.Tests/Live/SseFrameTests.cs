using System.Net.ServerSentEvents;
using Items.Web.Live;

namespace Items.Web.Tests.Live;

public sealed class SseFrameTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("two\nlines")]
    [InlineData("an empty\n\nline")]
    [InlineData("a field\nid: 666\nevent: refresh\nretry: 1")]
    [InlineData("\nat the edges\n")]
    [InlineData(": no comment")]
    public void Nothing_in_the_data_can_end_the_block_or_add_a_field(string data)
    {
        using var stream = new MemoryStream(SseFrame.Message("6923a1c4-00000000000000000042", data));
        var message = SseParser.Create(stream).Enumerate().ToList().ShouldHaveSingleItem();
        message.Data.ShouldBe(data);
        message.EventType.ShouldBe("message");
        message.EventId.ShouldBe("6923a1c4-00000000000000000042");
        message.ReconnectionInterval.ShouldBeNull();
    }

    [Theory]
    [InlineData("carriage\rreturn")]
    [InlineData("both\r\nof them")]
    public void Every_kind_of_line_break_becomes_a_line(string data)
    {
        using var stream = new MemoryStream(SseFrame.Message("1", data));
        SseParser.Create(stream).Enumerate().ToList().ShouldHaveSingleItem().Data.ShouldBe(data.ReplaceLineEndings("\n"));
    }
}
