using System.Globalization;
using Items.Api.Problems;
using Items.Contracts;

namespace Items.Api.Input;

/// <summary>Reads query parameters, collects what is wrong with them, and refuses those that nobody asked for: a misspelt filter must not silently select everything.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public List<InvalidInput> Errors { get; } = [];

    public string? Text(string name, int maxLength)
    {
        _known.Add(name);
        var values = query[name];
        if (values.Count == 0)
        {
            return null;
        }

        var text = values[0] ?? "";
        if (values.Count > 1 || text.Length > maxLength || !InteroperableJson.IsText(text))
        {
            Errors.Add(new InvalidInput($"The parameter may be given once, with at most {maxLength} characters and without U+0000.", Parameter: name));
            return null;
        }

        return text;
    }

    public int Limit(int smallest, int largest = ItemLimits.MaxPageSize)
    {
        var text = Text("limit", maxLength: 20);
        if (text is null)
        {
            return ItemLimits.DefaultPageSize;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < smallest || limit > largest)
        {
            Errors.Add(new InvalidInput($"The limit must be a whole number from {smallest} to {largest}.", Parameter: "limit"));
        }

        return limit;
    }

    public Cursor? After()
    {
        var text = Text("after", maxLength: 40);
        if (text is null)
        {
            return null;
        }

        if (!Cursor.TryParse(text, out var cursor))
        {
            Errors.Add(new InvalidInput("The cursor must be of the form 6923a1c4-00000000000000000042, or a sequence number.", Parameter: "after"));
        }

        return cursor;
    }

    /// <summary>One of the given words; the first when it is not given.</summary>
    public string Choice(string name, params string[] words)
    {
        var text = Text(name, maxLength: 40);
        if (text is not null && !words.Contains(text, StringComparer.Ordinal))
        {
            Errors.Add(new InvalidInput($"The parameter must be one of: {string.Join(", ", words)}.", Parameter: name));
        }

        return text ?? words[0];
    }

    /// <summary>Call last.</summary>
    /// <exception cref="RequestRefusedException">With every error that was found.</exception>
    public void Finish()
    {
        Errors.AddRange(query.Keys.Where(name => !_known.Contains(name)).Select(name =>
            new InvalidInput($"There is no such parameter. Known: {string.Join(", ", _known)}.", Parameter: name)));
        if (Errors.Count > 0)
        {
            throw new RequestRefusedException(ApiProblems.Invalid([.. Errors]));
        }
    }
}
