using System.Text.RegularExpressions;

namespace Items.Repository.Tests;

public sealed partial class StreamsPageTests
{
    [Fact]
    public void The_page_lists_every_close_code_and_no_other()
    {
        var told = MarkdownPage.Read("docs/streams.md").Rows.Select(cells => MarkdownPage.Plain(cells[0])).Where(cell => Code().IsMatch(cell));
        var sent = Sent().Matches(Checkout.Read("Items.StreamGateway/WebSockets/CloseReason.cs")).Select(match => match.Groups["code"].Value);

        told.Order(StringComparer.Ordinal).ShouldBe(sent.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\d{4}$")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?:new\(|ProtocolErrorCode = )(?<code>\d{4})")]
    private static partial Regex Sent();
}
