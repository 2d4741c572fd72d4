using Antiphon.Contract;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Customers;

/// <summary>Creates a customer whom nobody knows yet. Whoever only wants "this customer, made if need be" uses <see cref="ResolveCustomer"/>.</summary>
internal sealed class CreateCustomer(DeskDb db, TimeProvider clock, PrepareFieldValues prepareFieldValues)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/customers", HandleAsync).RequireScope(Scope.CustomersWrite, Right.HandleTickets)
        .Writes(EventType.CustomerCreated).Produces<CustomerResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateCustomerRequest> input, Actor actor, CreateCustomer createCustomer, CancellationToken cancellationToken) =>
        (await createCustomer.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create customer", customer => customer.ToResource());

    public async Task<Result<CustomerDetail>> RunAsync(Input<CreateCustomerRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        var wishes = FieldValueWish.Of(request.CustomFields, input.Errors.Under("custom_fields"));
        // Without values a customer is one statement, which needs no transaction around it.
        await using var transaction = wishes.Count == 0 ? null : await db.BeginAsync(cancellationToken);
        var name = CustomerFields.Trimmed(request.Name) ?? PersonName.Join(request.Firstname, request.Lastname);
        CustomerFields.Check(input.Errors, name, request.ExternalId, request.Language, request.Timezone, request.Meta);
        var fields = await prepareFieldValues.RunAsync(FieldHolder.Customer, wishes, FieldMap.Empty, actor.AccountId, cancellationToken);
        ChannelList.CheckAddress(input.Errors, "email", CustomerChannel.Email, request.Email?.Trim());
        var channels = ChannelList.Read(request.Channels, input.Errors.Under("channels")).With(request.Email?.Trim());
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var email = request.Email?.Trim() ?? channels.PrimaryEmail();
        var wanted = new NewCustomer
        {
            Email = email,
            Name = name,
            ExternalId = CustomerFields.Trimmed(request.ExternalId),
            Language = request.Language,
            Timezone = request.Timezone,
            Note = request.Note,
            Meta = request.Meta ?? (name is null ? null : NewCustomer.NameSetVia("agent")),
            Data = request.Data,
            Channels = channels.Settle(email),
        };
        try
        {
            var now = clock.Now();
            var created = await wanted.InsertAsync(db, actor, now, cancellationToken);
            foreach (var statement in fields.Statements(actor.AccountId, created.Customer.Id, now))
            {
                await db.ExecuteAsync(statement, cancellationToken);
            }

            await (transaction?.CommitAsync(cancellationToken) ?? Task.CompletedTask);
            return created with { Customer = created.Customer with { Fields = fields.Applied(FieldMap.Empty) } };
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict();
        }
    }
}
