using Antiphon.Customers;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>Keeps what was answered about a customer; a failure of that does not make the delivery one.</summary>
internal sealed partial class KeepAnswer(IServiceScopeFactory scopes, ILogger<KeepAnswer> logger)
{
    public async Task RunAsync(AttemptResult result, CancellationToken cancellationToken)
    {
        var delivery = result.Delivery;
        if (delivery.IsTest || result is not { Verdict: DeliveryVerdict.Delivered, Answer: { Body.Length: > 0 } answer } || delivery.CustomerId is not { } customer
            || answer.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<StoreCustomerIntegrationData>()
                .RunAsync(delivery.IntegrationId, customer, answer.Body, Actor.System(delivery.AccountId), cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
        {
            LogAnswerLost(e.Message, delivery.AccountId, delivery.IntegrationId, delivery.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not keep the answer to delivery {Id} of integration {IntegrationId} of account {AccountId}: {Reason}")]
    private partial void LogAnswerLost(string reason, long accountId, long integrationId, long id);
}
