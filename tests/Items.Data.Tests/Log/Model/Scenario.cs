using System.Globalization;
using System.Text;
using Items.Data.Log;

namespace Items.Data.Tests.Log.Model;

/// <summary>Which state a condition names, as far as its writer can know when it hands the change in.</summary>
public enum Tag
{
    None,

    /// <summary><c>*</c>.</summary>
    Any,

    /// <summary>The newest state of the item that anybody has seen.</summary>
    Newest,

    /// <summary>The oldest.</summary>
    Oldest,

    /// <summary>Both.</summary>
    Either,

    /// <summary>A state of another life of the log.</summary>
    Foreign,

    /// <summary>A list without an entry.</summary>
    Empty,
}

/// <summary>One change that a writer asks for.</summary>
/// <param name="Process">Which of the two processes is asked.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Item">The item, by number.</param>
/// <param name="Text">Its text.</param>
/// <param name="Attributes">Its attributes, or a patch of them.</param>
/// <param name="IfMatch">The state it must be in.</param>
/// <param name="IfNoneMatch">The state it must not be in.</param>
/// <param name="Key">The idempotency key, by number.</param>
/// <param name="Fingerprint">The fingerprint under the key.</param>
/// <param name="Waits">Whether the writer first waits for the answers to all that it has asked for.</param>
public sealed record Step(
    int Process, ChangeKind Kind, int Item, string? Text, string? Attributes, Tag IfMatch = Tag.None, Tag IfNoneMatch = Tag.None, int? Key = null, int Fingerprint = 0, bool Waits = true)
{
    /// <summary>Text that Postgres refuses.</summary>
    public const string Poison = "\0";

    /// <summary>Attributes above the limit of the append.</summary>
    public static string Huge { get; } = $$"""{"huge":"{{new string('x', AppendLimits.MaxStoredAttributesBytes)}}"}""";

    public override string ToString()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{(Waits ? "" : "at once ")}{Kind} item {Item} in process {Process}"));
        Append(Text, " text ", Text == Poison ? "refused by Postgres" : Text);
        Append(Attributes, " attributes ", Attributes == Huge ? "too large" : Attributes);
        Append(IfMatch == Tag.None ? null : "", " if-match ", IfMatch.ToString());
        Append(IfNoneMatch == Tag.None ? null : "", " if-none-match ", IfNoneMatch.ToString());
        Append(Key is null ? null : "", " key ", string.Create(CultureInfo.InvariantCulture, $"{Key}/{Fingerprint}"));
        return text.ToString();

        void Append(string? condition, string name, string? value) => text.Append(condition is null ? "" : name + value);
    }
}

/// <summary>What several writers do at the same time, each its own steps in order.</summary>
public sealed record Scenario(IReadOnlyList<IReadOnlyList<Step>> Writers)
{
    public override string ToString() =>
        string.Concat(Writers.Select((steps, writer) => $"\nwriter {writer}:{string.Concat(steps.Select(step => $"\n  {step}"))}"));
}
