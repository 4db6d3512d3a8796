using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;

namespace Items.Api.ItemEndpoints;

internal static class SameId
{
    /// <summary>An id never changes: a body may repeat the path's and name no other.</summary>
    /// <exception cref="RequestRefusedException">It names another.</exception>
    public static void Require(ItemBody body, Guid id)
    {
        if (body.Id is { } named && named != id)
        {
            throw new RequestRefusedException(ApiProblems.Invalid(new InvalidInput("The id is not that of the path; an id never changes.", Pointer: "#/id")));
        }
    }
}
