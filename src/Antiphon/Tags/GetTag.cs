using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Tags;

internal sealed class GetTag(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tags/{id:long}", HandleAsync).RequireScope(Scope.TagsRead, Right.Read).Produces<TagResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetTag getTag, CancellationToken cancellationToken) =>
        (await getTag.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get tag", tag => tag.ToResource());

    public async Task<Result<Tag>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var tag = await db.FirstOrDefaultAsync($"select {Tag.Columns:raw} from {TagList.From(actor.AccountId)} where id = {id}", Tag.Read, cancellationToken);
        return tag is null ? Failure.NotFound() : tag;
    }
}
