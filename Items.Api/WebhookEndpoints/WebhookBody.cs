using System.Text.Json;
using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Items.Data.Webhooks;

namespace Items.Api.WebhookEndpoints;

/// <summary>The members of a webhook that a client may send, validated. A member that was absent, or null, is null; but null <see cref="Attributes"/> of a patch are the JSON text <c>null</c>.</summary>
internal sealed record WebhookBody(string? Url, string? Description, string[]? Types, string? Attributes, int? BatchSize, string? State, Cursor? After, Guid? Id)
{
    /// <summary>Members that a patch may remove: whether it names them makes a difference.</summary>
    public const string DescriptionMember = "description";
    public const string TypesMember = "types";

    private static readonly string[] OfNew = ["url", DescriptionMember, TypesMember, "attributes", "batchSize", "after", "id"];
    private static readonly string[] OfPatch = ["url", DescriptionMember, TypesMember, "attributes", "batchSize", "state"];

    private static readonly string[] NotForClients =
    [
        "after", "id", "state", "stateReason", "cursor", "lagEvents", "lagSeconds", "failures", "failingSince", "nextAttemptAt", "previousSecretUntil", "version", "createdAt", "updatedAt", "secret",
    ];

    private HashSet<string> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the body has this member, be it null.</summary>
    public bool Names(string member) => Named.Contains(member);

    /// <summary>Reads a new webhook: <c>url</c> is required.</summary>
    /// <exception cref="RequestRefusedException">With every error that was found.</exception>
    public static async Task<WebhookBody> ReadNewAsync(HttpRequest request, TargetPolicy targets, CancellationToken cancellationToken) =>
        Read(await RequestBody.ReadAsync(request, cancellationToken, RequestBody.Json), OfNew, targets, isPatch: false);

    /// <summary>Reads a JSON Merge Patch (RFC 7396) of a webhook.</summary>
    /// <exception cref="RequestRefusedException">With every error that was found.</exception>
    public static async Task<WebhookBody> ReadPatchAsync(HttpRequest request, TargetPolicy targets, CancellationToken cancellationToken) =>
        Read(await RequestBody.ReadAsync(request, cancellationToken, RequestBody.MergePatch, RequestBody.Json), OfPatch, targets, isPatch: true);

    /// <summary>Reads where a replay starts, which is required.</summary>
    /// <exception cref="RequestRefusedException">With every error that was found.</exception>
    public static async Task<Cursor> ReadReplayAsync(HttpRequest request, CancellationToken cancellationToken) =>
        Read(await RequestBody.ReadAsync(request, cancellationToken, RequestBody.Json), ["after"], targets: null, isPatch: false).After!.Value;

    private static WebhookBody Read(ReadOnlyMemory<byte> sent, string[] members, TargetPolicy? targets, bool isPatch)
    {
        using var document = RequestBody.Parse(sent);
        var errors = new List<InvalidInput>();
        var body = new WebhookBody(Url: null, Description: null, Types: null, Attributes: null, BatchSize: null, State: null, After: null, Id: null);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            JsonStrings.TryGetName(member, out var name);
            body = members.Contains(name, StringComparer.Ordinal) ? body.With(name!, member.Value, targets, isPatch, errors) : body.Refuse(name ?? "\uFFFD", errors);
        }

        if (!isPatch && !body.Named.Contains(members[0]))
        {
            errors.Add(new InvalidInput("The member is required.", JsonPointer.To(members[0])));
        }

        return errors.Count == 0 ? body : throw new RequestRefusedException(ApiProblems.Invalid([.. errors]));
    }

    private WebhookBody With(string name, JsonElement value, TargetPolicy? targets, bool isPatch, List<InvalidInput> errors)
    {
        Named.Add(name);
        return (name, value.ValueKind) switch
        {
            ("url", _) => this with { Url = WebhookMembers.Url(value, targets!, errors) },
            ("state", _) => this with { State = WebhookMembers.State(value, errors) },
            ("after", _) => this with { After = WebhookMembers.After(value, errors) },
            ("id", _) => this with { Id = ItemId.Read(value, errors) },
            // What is not restricted is shown as null, so null may come back.
            ("batchSize", JsonValueKind.Null) => this with { BatchSize = 1 },
            ("attributes", JsonValueKind.Null) => this with { Attributes = isPatch ? "null" : null },
            (_, JsonValueKind.Null) => this,
            ("attributes", _) => this with { Attributes = ItemAttributes.Read(value, isPatch, errors) },
            (DescriptionMember, _) => this with { Description = WebhookMembers.Description(value, errors) },
            (TypesMember, _) => this with { Types = WebhookMembers.Types(value, errors) },
            _ => this with { BatchSize = WebhookMembers.BatchSize(value, errors) },
        };
    }

    private WebhookBody Refuse(string name, List<InvalidInput> errors)
    {
        var detail = NotForClients.Contains(name, StringComparer.Ordinal) ? "The member cannot be set here." : "There is no such member.";
        errors.Add(new InvalidInput(detail, JsonPointer.To(name)));
        return this;
    }
}
