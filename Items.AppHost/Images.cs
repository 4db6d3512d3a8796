namespace Items.AppHost;

/// <summary>
/// The container images of model and tests, which compile this file too. Supported: Postgres 15 to 18, RabbitMQ 3.10 to 4.3
/// (docs/operations.md).
/// </summary>
internal static class Images
{
    public const string PostgresTag = "18.3";
    public const string RabbitMqTag = "4.3-management";
    public const string Postgres = "postgres:" + PostgresTag;
    public const string RabbitMq = "rabbitmq:" + RabbitMqTag;
}
