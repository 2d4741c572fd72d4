using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Messages.Replying;

/// <summary>The e-mail address that the company writes from: that of a conversation's integration, else the default one.</summary>
internal sealed class CompanyAddress(DeskDb db)
{
    private static readonly string[] Mail = ["email", "gmail", "outlook"];

    public Task<MessageAddressRequest?> FindAsync(long? integrationId, Actor actor, CancellationToken cancellationToken) => db.FirstOrDefaultAsync<MessageAddressRequest?>(
        $"""
        select name, address from integrations
        where account_id = {actor.AccountId} and deactivated_at is null and address is not null and type = any({Mail})
        order by id is distinct from {integrationId},
          id::text is distinct from (select data ->> 'email' from account_settings where account_id = {actor.AccountId} and type = 'default-integration'), id
        limit 1
        """,
        row => new MessageAddressRequest(row.GetString(0), row.GetString(1)),
        cancellationToken);
}
