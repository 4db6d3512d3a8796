using Items.Data.Model;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Items.Data;

/// <summary>The model of the schema and its migrations. What runs is SQL. Changes of items go through <see cref="Log.ItemLog"/>, never through a context.</summary>
public sealed class ItemsDbContext(DbContextOptions<ItemsDbContext> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    public DbSet<EventRow> Events => Set<EventRow>();

    public DbSet<StreamRow> Stream => Set<StreamRow>();

    public DbSet<RelayRow> Relay => Set<RelayRow>();

    public DbSet<IdempotencyKeyRow> IdempotencyKeys => Set<IdempotencyKeyRow>();

    public DbSet<WebhookRow> Webhooks => Set<WebhookRow>();

    public DbSet<WebhookDeliveryRow> WebhookDeliveries => Set<WebhookDeliveryRow>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.HasPostgresExtension("pg_trgm");
        modelBuilder.Entity<Item>(Describe);
        modelBuilder.Entity<EventRow>(row =>
        {
            row.ToTable("events");
            row.HasKey(e => e.Seq);
            row.Property(e => e.Seq).HasColumnName("seq").ValueGeneratedNever();
            row.Property(e => e.Type).HasColumnName("type");
            row.Property(e => e.ItemId).HasColumnName("item_id");
            row.Property(e => e.Text).HasColumnName("item");
            row.Property(e => e.Attributes).HasColumnName("attributes").HasColumnType("jsonb");
            row.Property(e => e.Version).HasColumnName("version");
            row.Property(e => e.CreatedAt).HasColumnName("created_at");
            row.Property(e => e.At).HasColumnName("at");
            row.Property(e => e.Actor).HasColumnName("actor");
            row.Property(e => e.Traceparent).HasColumnName("traceparent");
        });
        modelBuilder.Entity<StreamRow>(row =>
        {
            row.ToTable("stream", table => table.HasCheckConstraint("stream_is_one_row", "id = 1"));
            row.Property(s => s.Id).HasColumnName("id").ValueGeneratedNever();
            row.Property(s => s.Epoch).HasColumnName("epoch");
            row.Property(s => s.Head).HasColumnName("head");
            row.Property(s => s.Oldest).HasColumnName("oldest");
            row.Property(s => s.Home).HasColumnName("home");
        });
        modelBuilder.Entity<RelayRow>(row =>
        {
            row.ToTable("relay", table => table.HasCheckConstraint("relay_is_one_row", "id = 1"));
            row.Property(r => r.Id).HasColumnName("id").ValueGeneratedNever();
            row.Property(r => r.Published).HasColumnName("published");
        });
        modelBuilder.Entity<IdempotencyKeyRow>(Describe);
        WebhookTables.Describe(modelBuilder);
    }

    private static void Describe(EntityTypeBuilder<Item> item)
    {
        item.ToTable("items");
        item.Property(i => i.Id).HasColumnName("id").ValueGeneratedNever();
        item.Property(i => i.Text).HasColumnName("item");
        item.Property(i => i.Attributes).HasColumnName("attributes").HasColumnType("jsonb");
        item.Property(i => i.Version).HasColumnName("version");
        item.Property(i => i.CreatedAt).HasColumnName("created_at");
        item.Property(i => i.UpdatedAt).HasColumnName("updated_at");
        item.Property(i => i.CreatedSeq).HasColumnName("created_seq");
        item.Property(i => i.Seq).HasColumnName("seq");
        item.HasIndex(i => i.CreatedSeq).IsUnique().HasDatabaseName("items_created_seq");
        item.HasIndex(i => i.Attributes).HasMethod("gin").HasOperators("jsonb_path_ops").HasDatabaseName("items_attributes");
        item.HasIndex(i => i.Text).HasMethod("gin").HasOperators("gin_trgm_ops").HasDatabaseName("items_item_trigrams");
    }

    private static void Describe(EntityTypeBuilder<IdempotencyKeyRow> row)
    {
        row.ToTable("idempotency_keys");
        row.HasKey(k => k.Key);
        row.Property(k => k.Key).HasColumnName("key");
        row.Property(k => k.Fingerprint).HasColumnName("fingerprint");
        row.Property(k => k.At).HasColumnName("at");
        row.Property(k => k.Result).HasColumnName("result");
        row.Property(k => k.Epoch).HasColumnName("epoch");
        row.Property(k => k.Position).HasColumnName("position");
        row.Property(k => k.ItemId).HasColumnName("item_id");
        row.Property(k => k.Text).HasColumnName("item");
        row.Property(k => k.Attributes).HasColumnName("attributes").HasColumnType("jsonb");
        row.Property(k => k.Version).HasColumnName("version");
        row.Property(k => k.CreatedAt).HasColumnName("created_at");
        row.Property(k => k.UpdatedAt).HasColumnName("updated_at");
        row.Property(k => k.Seq).HasColumnName("seq");
        row.HasIndex(k => k.At).HasDatabaseName("idempotency_keys_at");
    }
}
