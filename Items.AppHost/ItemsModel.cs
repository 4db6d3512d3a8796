namespace Items.AppHost;

internal static class ItemsModel
{
    /// <summary>The whole system: its parts, and what happens when it starts, when a part exits and when it ends.</summary>
    public static void AddItems(this IDistributedApplicationBuilder builder)
    {
        var options = builder.ReadOptions();
        var engine = builder.ChooseEngine(options);
        var user = builder.AddParameter("items-user", "items");
        var database = builder.AddItemsDatabase(engine, options, user);
        var messaging = builder.AddMessaging(engine, options, user);
        var migration = builder.AddMigration(database);
        var api = builder.AddApi(options, database, messaging, migration);
        var gateway = builder.AddGateway(options, messaging, api);
        builder.AddWorker(options, database, messaging, migration);
        var web = builder.AddWeb(options, api, gateway);
        builder.AddVerifier(web);

        builder.ConfigureDashboard(options);
        builder.RefuseHopelessStarts(options, engine);
        builder.AddRestarts();
        builder.AddTerminal(options, engine);
    }
}
