using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Secrets;

namespace Antiphon.Identity.SignIn.Providers;

/// <summary>Changes a provider, but not which one it is: whom it vouched for stays who they are.</summary>
internal sealed class UpdateSignInProvider(DeskDb db, TimeProvider clock, ProviderFields fields, SecretKeys keys, GetSignInProvider getProvider)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/sign-in-providers/{id:long}", HandleAsync)
        .RequireScope(Scope.AccountWrite, Right.Administer).Classed(CallClass.Never).Extension().Produces<SignInProviderResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(
        long id, Input<UpdateSignInProviderRequest> input, Actor actor, Origin origin, UpdateSignInProvider updateProvider, CancellationToken cancellationToken) =>
        (await updateProvider.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to update sign-in provider", provider => provider.ToResource(origin));

    public async Task<Result<SignInProvider>> RunAsync(long id, Input<UpdateSignInProviderRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors, accountId) = (input.Value, input.Errors, actor.AccountId);
        var box = request.ClientSecret is { HasValue: true, Value: not null } && keys.CanSeal ? await keys.BoxAsync(accountId, cancellationToken) : null;
        await using var transaction = await db.BeginAsync(cancellationToken);
        var before = await db.FirstOrDefaultAsync(SignInProvider.Select(accountId) + Sql.Of($" and id = {id} for update"), SignInProvider.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var (name, clientId, domains, joinRole) = (request.Name.Or(before.Name), request.ClientId.Or(before.ClientId), request.AllowedDomains.Or(before.AllowedDomains), request.JoinRole.Or(before.JoinRole));
        errors.AddIf(request.Enabled is { HasValue: true, Value: null }, "enabled", FieldErrors.Null);
        fields.CheckOthers(errors, name, clientId, request.ClientSecret.Or(null), domains, joinRole);
        if (errors.Any || !actor.IsPerson)
        {
            return errors.Any ? Failure.Invalid(errors) : Failure.Forbidden();
        }

        var secret = request.ClientSecret.HasValue ? box?.Seal(request.ClientSecret.Value!, SignInProvider.SecretPlace(id)) : before.ClientSecret;
        var now = clock.Now();
        await db.ExecuteAsync(
            $"""
            update sign_in_providers set name = {name!.Trim()}, client_id = {clientId}, client_secret = {secret}, allowed_domains = {ProviderFields.Domains(domains!)},
              join_role = {joinRole}, is_enabled = {request.Enabled.Or(null) ?? before.Enabled}, updated_at = {now}
            where account_id = {accountId} and id = {id}
            """,
            cancellationToken);
        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.SignInProviderUpdated, AuditObject.SignInProvider, id, now), cancellationToken);
        var after = await getProvider.RunAsync(id, actor, cancellationToken);
        // Whether passwords are enough depends on whether there is a provider, and sessions are remembered.
        await db.ExecuteAsync(ApiKeys.Changed(actor.AccountId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }
}
