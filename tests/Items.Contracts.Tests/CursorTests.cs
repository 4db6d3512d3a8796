using FsCheck.Xunit;

namespace Items.Contracts.Tests;

public sealed class CursorTests
{
    [Fact]
    public void Is_written_as_epoch_and_twenty_digits() =>
        new Cursor("6923a1c4", 42).ToString().ShouldBe("6923a1c4-00000000000000000042");

    [Fact]
    public void A_bare_number_has_no_epoch()
    {
        Cursor.TryParse("42", out var cursor).ShouldBeTrue();
        cursor.ShouldBe(new Cursor(null, 42));
    }

    [Property]
    public bool Is_read_as_it_was_written(long seq)
    {
        var written = new Cursor("00c0ffee", seq & long.MaxValue);
        return Cursor.TryParse(written.ToString(), out var read) && read == written;
    }

    [Property]
    public bool Sorts_like_its_number(long a, long b)
    {
        var (x, y) = (new Cursor("00c0ffee", a & long.MaxValue), new Cursor("00c0ffee", b & long.MaxValue));
        return Math.Sign(string.CompareOrdinal(x.ToString(), y.ToString())) == Math.Sign(x.Seq.CompareTo(y.Seq));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("١")]
    [InlineData("1.0")]
    [InlineData("99999999999999999999")]
    [InlineData("6923A1C4-00000000000000000042")]
    [InlineData("6923a1c-00000000000000000042")]
    [InlineData("6923a1c4-42")]
    [InlineData("6923a1c4-99999999999999999999")]
    [InlineData("6923a1c4-0000000000000000004\n")]
    public void Anything_else_is_refused(string? text) => Cursor.TryParse(text, out _).ShouldBeFalse();
}
