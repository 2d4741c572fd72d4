using Antiphon.Contract;
using Antiphon.Http.Query;

namespace Antiphon.Http.Body;

/// <summary>The ids of a bulk deletion: in the body, or repeated in the query by clients that cannot send a body with DELETE.</summary>
internal static class BulkIds
{
    public static Result<IReadOnlyList<long>> Read(Input<BulkDeleteRequest> input, QueryValues query)
    {
        var ids = input.Value.Ids ?? query.Integers("ids");
        input.Errors.Required("ids", ids).NotEmpty("ids", ids?.Count);
        return input.Errors.Any ? Failure.Invalid(input.Errors) : Result.Of(ids!);
    }
}
