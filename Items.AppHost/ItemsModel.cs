namespace Items.AppHost;

internal static class ItemsModel
{
    /// <summary>The whole system. Each part stands in a file of its own.</summary>
    public static void AddItems(this IDistributedApplicationBuilder builder)
    {
        var options = builder.ReadOptions();
        var engine = builder.ChooseEngine(options);

        var user = builder.AddServerUser();
        var database = builder.AddItemsDatabase(engine, options, user);
        var messaging = builder.AddMessaging(engine, options, user);
        var migration = builder.AddMigration(database);
        var api = builder.AddApi(options, database, messaging, migration);
        var gateway = builder.AddGateway(options, messaging, api);
        api.WithStreams(gateway);
        builder.AddWeb(options, api, gateway);
        builder.AddWorker(options, database, messaging, migration);

    }
}
