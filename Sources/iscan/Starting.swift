@main struct Starting { static func main() {} }
