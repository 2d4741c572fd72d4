using Antiphon.Accounts;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Secrets;

namespace Antiphon.Identity.SignIn.Providers;

/// <summary>
/// Lets people of an account sign in with a provider. Only people do this: whoever chooses the provider decides who comes in, which must not outlive an app.
/// </summary>
internal sealed class CreateSignInProvider(DeskDb db, TimeProvider clock, ProviderFields fields, SecretKeys keys, GetSignInProvider getProvider)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/sign-in-providers", HandleAsync)
        .RequireScope(Scope.AccountWrite, Right.Administer).Classed(CallClass.Never).Extension().Produces<SignInProviderResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(
        Input<CreateSignInProviderRequest> input, Actor actor, Origin origin, CreateSignInProvider createProvider, CancellationToken cancellationToken) =>
        (await createProvider.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create sign-in provider", provider => provider.ToResource(origin));

    public async Task<Result<SignInProvider>> RunAsync(Input<CreateSignInProviderRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors, accountId) = (input.Value, input.Errors, actor.AccountId);
        fields.CheckIssuer(errors, request.Issuer);
        fields.CheckOthers(errors, request.Name, request.ClientId, request.ClientSecret, request.AllowedDomains, request.JoinRole);
        if (errors.Any || !actor.IsPerson)
        {
            return errors.Any ? Failure.Invalid(errors) : Failure.Forbidden();
        }

        // Taken apart from the transaction: a key that is undone with it could have sealed what stays.
        var box = request.ClientSecret is null ? null : await keys.BoxAsync(accountId, cancellationToken);
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        await db.ExecuteAsync(AccountLock.Take(accountId), cancellationToken);
        if (await db.SingleAsync($"select count(*) >= {SignInProvider.Most} from sign_in_providers where account_id = {accountId}", row => row.GetBoolean(0), cancellationToken))
        {
            return Failure.Conflict($"An account has at most {SignInProvider.Most} sign-in providers.");
        }

        var id = await db.SingleAsync(
            $"""
            insert into sign_in_providers (account_id, name, issuer, client_id, allowed_domains, join_role, is_enabled, created_at, updated_at)
            values ({accountId}, {request.Name!.Trim()}, {request.Issuer}, {request.ClientId}, {ProviderFields.Domains(request.AllowedDomains!)}, {request.JoinRole}, {request.Enabled ?? true}, {now}, {now})
            returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        if (box is not null)
        {
            // The seal is bound to the row, so the row is there first.
            await db.ExecuteAsync(
                $"update sign_in_providers set client_secret = {box.Seal(request.ClientSecret!, SignInProvider.SecretPlace(id))} where account_id = {accountId} and id = {id}", cancellationToken);
        }

        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.SignInProviderCreated, AuditObject.SignInProvider, id, now), cancellationToken);
        var made = await getProvider.RunAsync(id, actor, cancellationToken);
        // Whether passwords are enough depends on whether there is a provider, and sessions are remembered.
        await db.ExecuteAsync(ApiKeys.Changed(accountId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }
}
