using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Items.Data.Model;

internal static class WebhookTables
{
    public static void Describe(ModelBuilder model)
    {
        model.Entity<WebhookRow>(Describe);
        model.Entity<WebhookDeliveryRow>(Describe);
        model.Entity<DataProtectionKey>(Describe);
    }

    /// <summary>
    /// Cursors and leases change with every delivery, so no column of theirs is in an index, and the pages have room: Postgres then updates a row in place (heap-only tuples).
    /// </summary>
    private static void Describe(EntityTypeBuilder<WebhookRow> row)
    {
        row.ToTable("webhooks");
        row.HasStorageParameter("fillfactor", 50);
        row.Property(w => w.Id).HasColumnName("id").ValueGeneratedNever();
        row.Property(w => w.Url).HasColumnName("url");
        row.Property(w => w.Description).HasColumnName("description");
        row.Property(w => w.Types).HasColumnName("types");
        row.Property(w => w.Attributes).HasColumnName("attributes").HasColumnType("jsonb");
        row.Property(w => w.BatchSize).HasColumnName("batch_size");
        row.Property(w => w.Secret).HasColumnName("secret");
        row.Property(w => w.PreviousSecret).HasColumnName("previous_secret");
        row.Property(w => w.PreviousSecretUntil).HasColumnName("previous_secret_until");
        row.Property(w => w.State).HasColumnName("state");
        row.Property(w => w.StateReason).HasColumnName("state_reason");
        row.Property(w => w.Epoch).HasColumnName("epoch");
        row.Property(w => w.Position).HasColumnName("position");
        row.Property(w => w.RetryThrough).HasColumnName("retry_through");
        row.Property(w => w.Failures).HasColumnName("failures");
        row.Property(w => w.FailingSince).HasColumnName("failing_since");
        row.Property(w => w.NextAttemptAt).HasColumnName("next_attempt_at");
        row.Property(w => w.Owner).HasColumnName("owner");
        row.Property(w => w.LeasedUntil).HasColumnName("leased_until");
        row.Property(w => w.Generation).HasColumnName("generation");
        row.Property(w => w.CreatedAt).HasColumnName("created_at");
        row.Property(w => w.UpdatedAt).HasColumnName("updated_at");
    }

    private static void Describe(EntityTypeBuilder<WebhookDeliveryRow> row)
    {
        row.ToTable("webhook_deliveries");
        row.Property(d => d.Id).HasColumnName("id").ValueGeneratedNever();
        row.Property(d => d.WebhookId).HasColumnName("webhook_id");
        row.Property(d => d.Kind).HasColumnName("kind");
        row.Property(d => d.MessageId).HasColumnName("message_id");
        row.Property(d => d.Epoch).HasColumnName("epoch");
        row.Property(d => d.First).HasColumnName("first");
        row.Property(d => d.Last).HasColumnName("last");
        row.Property(d => d.Events).HasColumnName("events");
        row.Property(d => d.Attempt).HasColumnName("attempt");
        row.Property(d => d.At).HasColumnName("at");
        row.Property(d => d.Outcome).HasColumnName("outcome");
        row.Property(d => d.Duration).HasColumnName("duration");
        row.Property(d => d.Status).HasColumnName("status");
        row.Property(d => d.Response).HasColumnName("response");
        row.Property(d => d.Error).HasColumnName("error");
        row.Property(d => d.NextAttemptAt).HasColumnName("next_attempt_at");
        row.HasOne<WebhookRow>().WithMany().HasForeignKey(d => d.WebhookId).OnDelete(DeleteBehavior.Cascade);
        row.HasIndex(d => new { d.WebhookId, d.Id }).HasDatabaseName("webhook_deliveries_newest");
        row.HasIndex(d => d.Id).HasFilter($"outcome = '{WebhookOutcomes.Pending}'").HasDatabaseName("webhook_deliveries_pending");
    }

    /// <summary>The key ring of Data Protection.</summary>
    private static void Describe(EntityTypeBuilder<DataProtectionKey> row)
    {
        row.ToTable("data_protection_keys");
        row.Property(k => k.Id).HasColumnName("id");
        row.Property(k => k.FriendlyName).HasColumnName("friendly_name");
        row.Property(k => k.Xml).HasColumnName("xml");
    }
}
