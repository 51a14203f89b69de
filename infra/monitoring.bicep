// Where logs, traces and metrics go.
param workspaceName string
param componentName string
param location string
param retentionDays int
param tags { *: string }

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // Telemetry is taken from the app's identity only. With that, the connection string in the app's settings opens nothing: it is an address.
    DisableLocalAuth: true
    // Callers' addresses stay masked.
    DisableIpMasking: false
  }
}

output workspaceId string = workspace.id
output connection string = component.properties.ConnectionString
