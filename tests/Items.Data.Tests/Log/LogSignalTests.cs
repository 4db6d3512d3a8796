using Items.Contracts;
using Items.Data.Log;

namespace Items.Data.Tests.Log;

public sealed class LogSignalTests
{
    private const int Own = 4711;
    private const int Foreign = 4712;

    private readonly LogSignal _signal = new();

    [Fact]
    public void A_notification_of_a_commit_under_way_here_waits_for_the_commit_s_answer()
    {
        _signal.BeginCommit(Own);
        var next = _signal.Next;
        _signal.Hear(At(1), Own);
        next.IsCompleted.ShouldBeFalse();

        _signal.Advance(At(1));
        _signal.EndCommit();
        next.IsCompleted.ShouldBeTrue();

        next = _signal.Next;
        _signal.Hear(At(1), Own);
        next.IsCompleted.ShouldBeFalse("it comes late, and says what is known");
    }

    [Fact]
    public void A_notification_of_any_other_commit_wakes_at_once()
    {
        _signal.BeginCommit(Own);
        var next = _signal.Next;
        _signal.Hear(At(1), Foreign);
        next.IsCompleted.ShouldBeTrue();

        _signal.EndCommit();
        next = _signal.Next;
        _signal.Hear(At(2), Own);
        next.IsCompleted.ShouldBeTrue("nothing is being committed here: whoever it is, it is news");
    }

    private static Cursor At(long seq) => new("6923a1c4", seq);
}
