module shop.example/stock

go 1.21

require (
	github.com/golang-jwt/jwt/v4 v4.4.1
	github.com/gorilla/websocket v1.4.0
	golang.org/x/crypto v0.0.0-20200622213623-75b288015ac9
	golang.org/x/net v0.0.0-20210226172049-e18ecbb05110
	golang.org/x/text v0.3.5
	gopkg.in/yaml.v2 v2.2.2
)

require golang.org/x/sys v0.0.0-20201119102817-f84b799fce68 // indirect
