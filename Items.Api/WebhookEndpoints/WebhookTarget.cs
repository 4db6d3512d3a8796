using System.Globalization;
using Items.Api.Input;
using Items.Api.Problems;
using Npgsql;

namespace Items.Api.WebhookEndpoints;

/// <summary>The webhook that a request is about, and the versions of it that the request is for. The entity tag of a webhook is its version: it changes with what clients set, not with where delivery stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IfMatch">Versions, one of which it must have, or <c>*</c>; null for any.</param>
/// <param name="IfNoneMatch">Versions that it must not have, or <c>*</c>; null for none.</param>
internal sealed record WebhookTarget(Guid Id, string[]? IfMatch, string[]? IfNoneMatch)
{
    /// <exception cref="RequestRefusedException">The path holds no UUID, or a condition is malformed.</exception>
    public static WebhookTarget Of(string id, HttpRequest request) => new(
        ItemId.FromPath(id),
        Preconditions.IfMatch(request, IsVersion)?.Split(','),
        Preconditions.IfNoneMatch(request, IsVersion)?.Split(','));

    /// <summary>The entity tag of a version.</summary>
    public static string EntityTag(int version) => $"\"{version}\"";

    /// <summary>Whether a read may be answered with 304.</summary>
    public bool IsUnchanged(int version) => IfNoneMatch is not null && (IfNoneMatch.Contains("*") || IfNoneMatch.Contains(version.ToString(CultureInfo.InvariantCulture)));

    /// <summary><c>@id</c>, and what <see cref="WebhookSql.ConditionHolds"/> needs.</summary>
    public NpgsqlParameter[] Parameters() =>
        [WebhookParameters.Id(Id), WebhookParameters.Texts("if_match", IfMatch), WebhookParameters.Texts("if_none_match", IfNoneMatch)];

    private static bool IsVersion(string tag) => int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
