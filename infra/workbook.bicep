// One page of charts: what people do, what goes out, what storage and hashing cost.
param name string
param location string
param workspaceId string
param tags { *: string }

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    category: 'workbook'
    displayName: 'FuncAuth ${name}'
    sourceId: workspaceId
    serializedData: loadTextContent('workbook.json')
  }
}
