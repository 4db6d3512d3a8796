namespace Items.Contracts;

/// <summary>Resource names of the Aspire model, which are also the names of service discovery, configuration and telemetry.</summary>
public static class ServiceNames
{
    public const string Api = "api";
    public const string Gateway = "gateway";
    public const string Web = "web";
    public const string Worker = "worker";

    /// <summary>Connection name of the Postgres database.</summary>
    public const string Database = "itemsdb";

    /// <summary>Connection name of the RabbitMQ broker.</summary>
    public const string Messaging = "messaging";
}
