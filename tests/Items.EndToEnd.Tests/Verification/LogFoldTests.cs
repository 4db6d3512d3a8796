using Items.Contracts;
using Items.Verifier;

namespace Items.EndToEnd.Tests.Verification;

/// <summary>The verifier finds what it is there to find, and says at which number.</summary>
public sealed class LogFoldTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 6, 15, 0, TimeSpan.Zero);
    private static readonly Guid Milk = Guid.CreateVersion7();

    [Fact]
    public void A_log_without_fault_folds_to_its_table()
    {
        var fold = FoldOf(Created(1, Milk), Updated(2, Milk, "oat milk", 2), Created(3, Guid.CreateVersion7()));
        fold.RequireEqual(new Table(fold.Position, [Updated(2, Milk, "oat milk", 2).Data!, .. fold.Items.Where(item => item.Id != Milk)]));
        fold.Count.ShouldBe(2);
    }

    [Fact]
    public void A_hole_is_named_by_its_first_missing_number() =>
        FaultOf(Created(1, Milk), Created(4, Guid.CreateVersion7())).ShouldBe((2, true));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_repetition_or_a_step_back_is_a_fault(int again) =>
        FaultOf(Created(1, Milk), Updated(2, Milk, "oat milk", 2), Updated(again, Milk, "oat milk", 2)).Seq.ShouldBe(3);

    [Fact]
    public void Events_that_the_state_contradicts_are_faults()
    {
        FaultOf(Updated(1, Milk, "x", 2)).Seq.ShouldBe(1);
        FaultOf(Deleted(1, Milk, "milk", 1)).Seq.ShouldBe(1);
        FaultOf(Created(1, Milk), Created(2, Milk)).Seq.ShouldBe(2);
        FaultOf(Created(1, Milk), Updated(2, Milk, "x", 3)).Seq.ShouldBe(2);
        FaultOf(Created(1, Milk), Updated(2, Milk, "milk", 2)).Seq.ShouldBe(2);
        FaultOf(Created(1, Milk), Deleted(2, Milk, "another", 1)).Seq.ShouldBe(2);
        FaultOf(Created(1, Milk) with { Source = "/streams/00000001" }, Created(2, Guid.CreateVersion7()) with { Source = "/streams/00000002" }).Seq.ShouldBe(2);
    }

    [Fact]
    public void A_table_that_differs_is_named_by_its_oldest_difference()
    {
        var (older, newer) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var fold = FoldOf(Created(1, Milk), Created(2, older), Created(3, newer));
        Table With(params ItemResource[] items) => new(fold.Position, items);
        var all = fold.Items.ToDictionary(item => item.Id);

        Should.Throw<LogFaultException>(() => fold.RequireEqual(With(all[Milk], all[newer]))).Seq.ShouldBe(2);
        Should.Throw<LogFaultException>(() => fold.RequireEqual(With(all[Milk], all[older], all[newer] with { Text = "else" }))).Seq.ShouldBe(3);
        Should.Throw<LogFaultException>(() => fold.RequireEqual(With(all[Milk] with { Version = 2 }, all[older]))).Seq.ShouldBe(1);
    }

    private static LogFold FoldOf(params ItemEvent[] events)
    {
        var fold = new LogFold();
        Array.ForEach(events, fold.Apply);
        return fold;
    }

    private static (long Seq, bool IsNamed) FaultOf(params ItemEvent[] events)
    {
        var fault = Should.Throw<LogFaultException>(() => FoldOf(events));
        return (fault.Seq, fault.Message.Contains($"{fault.Seq}", StringComparison.Ordinal));
    }

    private static ItemEvent Created(long seq, Guid id) => Event(EventTypes.Created, seq, id, "milk", 1, seq);

    private static ItemEvent Updated(long seq, Guid id, string text, int version) => Event(EventTypes.Updated, seq, id, text, version, 1);

    private static ItemEvent Deleted(long seq, Guid id, string text, int version) => Event(EventTypes.Deleted, seq, id, text, version, 1);

    private static ItemEvent Event(string type, long seq, Guid id, string text, int version, long createdSeq) => new(
        Cursor.FormatSequence(seq), "/streams/6923a1c4", type, id.ToString(), Start.AddSeconds(seq), Cursor.FormatSequence(seq), null,
        new ItemResource(id, text, RawJson.EmptyObject, version, Start.AddSeconds(createdSeq), Start.AddSeconds(seq), seq));
}
